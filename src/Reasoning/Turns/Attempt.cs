using System.Collections.Immutable;

namespace SKReasoning;

/// <summary>One attempt at a turn.</summary>
/// <param name="Number">Number of the attempt, from 1.</param>
/// <param name="Branch">Where it left the first attempt, and why; null for the first one.</param>
/// <param name="Trace">How it was written.</param>
/// <param name="Verdict">What the validator said of it.</param>
public sealed record Attempt(int Number, BranchPoint? Branch, ReasoningTrace Trace, Verdict Verdict)
{
    /// <summary>Temperature that it was drawn at; null where the request left it to the model.</summary>
    public double? Temperature { get; init; }

    /// <summary>Seed that it was drawn with; null where the request gave none.</summary>
    public long? Seed { get; init; }

    /// <summary>What the model was told about the attempt before, where it was asked again; null for other attempts.</summary>
    public string? Critique { get; init; }

    /// <summary>Whether the turn before was written anew for this attempt, its calls answered from their records.</summary>
    /// <value>Default false.</value>
    public bool ReachesBack { get; init; }

    /// <summary>How it differs from the first attempt, where it was derived to see whether it agrees; null for other attempts.</summary>
    public DerivationView? View { get; init; }

    /// <summary>Values in the attempt's calls that appear nowhere before them.</summary>
    public ImmutableArray<UnsupportedArgument> UnsupportedArguments { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Index of the first step that reads differently than in <paramref name="other"/>; null where the steps are the same.</summary>
    public int? FirstChangedStep(Attempt other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var (steps, others) = (Trace.Steps, other.Trace.Steps);
        for (var i = 0; i < Math.Min(steps.Length, others.Length); i++)
        {
            if (steps[i].Text != others[i].Text)
            {
                return i;
            }
        }

        return steps.Length == others.Length ? null : Math.Min(steps.Length, others.Length);
    }
}
