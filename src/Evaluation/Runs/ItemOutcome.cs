using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace SKReasoning.Evaluation;

/// <summary>How an arm answered an item.</summary>
/// <param name="IsRight">Whether the answer is right.</param>
/// <param name="Answer">What of it counts, as by <see cref="EvaluationItem.VoteOf"/>.</param>
/// <param name="Tokens">Tokens that were written for it, those of attempts and samples that were not kept included.</param>
public sealed record ItemOutcome(bool IsRight, string Answer, int Tokens)
{
    /// <summary>Time that its answers took, where it differs from the time that was waited: arms may share answers. Null where it does not.</summary>
    [JsonIgnore]
    public double? Seconds { get; init; }

    /// <summary>Tokens of prompts that were read for it, and rows of masked sequences: what an arm costs beside what it writes.</summary>
    public int PrefillTokens { get; init; }

    /// <summary>Calls that were run.</summary>
    public int ToolCalls { get; init; }

    /// <summary>Attempts and samples that were written.</summary>
    /// <value>Default 1.</value>
    public int Attempts { get; init; } = 1;

    /// <summary>Whether the verdict accepted the answer; null where none was asked for.</summary>
    public bool? Accepted { get; init; }

    /// <summary>What the arm would have answered after each attempt or sample, in order; empty where that is not known.</summary>
    public ImmutableArray<Checkpoint> Curve { get; init; } = [];

    /// <summary>Signals of the first attempt, higher meaning more likely right; null where a signal is undefined.</summary>
    public ImmutableSortedDictionary<string, double?> Signals { get; init; } = ImmutableSortedDictionary<string, double?>.Empty;

    /// <summary>Whether the first attempt is right, which its signals should tell; null where that is not known.</summary>
    public bool? IsFirstRight { get; init; }
}
