using System.Collections.Immutable;

namespace SKReasoning;

/// <summary>How one model's traces tell right answers from wrong ones, measured on tasks of known truth: what <see cref="CalibratedValidator"/> judges by.</summary>
/// <param name="CreatedBy">The command that made it.</param>
/// <param name="Model">The model that it was measured on, and holds for.</param>
/// <param name="Answer">Probability that an answer is right.</param>
/// <param name="Thresholds">From which probability on turns are accepted; the first one counts where nothing else is said.</param>
/// <param name="Evidence">What it rests on.</param>
/// <remarks>Immutable and thread-safe. A file is UTF-8 JSON with a version; the same calibration is always written as the same bytes.</remarks>
public sealed record Calibration(
    string CreatedBy, ModelIdentity Model, LogisticModel Answer, ImmutableArray<AcceptanceThreshold> Thresholds, CalibrationEvidence Evidence)
{
    /// <summary>The version of files that is written; others are refused.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Probability that a step is right; null where the truth of steps was not known.</summary>
    public LogisticModel? Step { get; init; }

    /// <summary>The influence that features of <see cref="FeatureGroup.Influence"/> are measured by; null where none counts.</summary>
    public InfluenceOptions? Influence { get; init; }

    /// <summary>Names of all features that verdicts need.</summary>
    public IEnumerable<string> Needed => Answer.Weights.Concat(Step?.Weights ?? []).Select(weight => weight.Name).Distinct();

    /// <summary>Reads a file.</summary>
    /// <exception cref="CalibrationException">The file cannot be read, is no calibration, is damaged, or is of another version.</exception>
    public static Calibration Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using var stream = File.OpenRead(path);
            return CalibrationJson.Read(stream, $"'{path}'");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new CalibrationException($"The calibration '{path}' cannot be read: {e.Message} Check the path, or make one with 'skreasoning calibrate'.", e);
        }
    }

    /// <summary>Reads a stream to its end.</summary>
    /// <exception cref="CalibrationException">It holds no calibration, a damaged one, or one of another version.</exception>
    public static Calibration Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return CalibrationJson.Read(stream, "The stream");
    }

    /// <summary>Writes a file, or the whole of an old one anew.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var stream = File.Create(path);
        Save(stream);
    }

    /// <summary>Writes to a stream, which stays open.</summary>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        CalibrationJson.Write(this, stream);
    }

    /// <summary>Refuses another model than the one that this was measured on.</summary>
    /// <exception cref="CalibrationException">The weights or the chat template differ.</exception>
    public void RequireModel(ModelIdentity model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!Model.Matches(model))
        {
            var other = Model.Hash == model.Hash ? "with another chat template" : $"for the model '{Model.Name}' ({Short(Model.Hash)})";
            throw new CalibrationException($"The calibration was made {other}, but the model here is '{model.Name}' ({Short(model.Hash)}): its probabilities would mean nothing. Make one for it with 'skreasoning calibrate'.");
        }
    }

    private static string Short(string hash) => hash[..Math.Min(12, hash.Length)];
}
