namespace SKReasoning.Evaluation;

/// <summary>What a run measures: runs with equal headers have equal results.</summary>
/// <param name="Model">The model, and the identities of its weights and its template.</param>
/// <param name="Seed">Seed of everything that is drawn.</param>
/// <param name="Tasks">Describes the items.</param>
/// <param name="Items">Number of items.</param>
/// <param name="Arms">Names of the arms and their settings as text.</param>
public sealed record RunHeader(ModelIdentity Model, int Seed, string Tasks, int Items, IReadOnlyDictionary<string, string> Arms)
{
    /// <summary>Version of the form of a run's files.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Version of the form.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>The command that began the run.</summary>
    public string? Command { get; init; }

    /// <summary>Why results of another run do not belong to this one; null where they do. More arms may be added to a run.</summary>
    public string? DifferenceFrom(RunHeader other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var arm = Arms.FirstOrDefault(candidate => other.Arms.TryGetValue(candidate.Key, out var settings) && settings != candidate.Value).Key;
        return Version != other.Version ? $"its form has version {other.Version}, not {Version}"
            : Model != other.Model ? $"it measures the model {Describe(other.Model)}, not {Describe(Model)}"
            : Seed != other.Seed ? $"its seed is {other.Seed}, not {Seed}"
            : Tasks != other.Tasks || Items != other.Items ? $"its tasks are '{other.Tasks}', not '{Tasks}'"
            : arm is not null ? $"its arm '{arm}' has other settings"
            : null;
    }

    private static string Describe(ModelIdentity model) => $"{model.Name} ({Start(model.Hash)}/{Start(model.TemplateHash)})";

    private static string Start(string hash) => hash[..Math.Min(8, hash.Length)];
}
