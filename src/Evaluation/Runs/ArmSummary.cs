using System.Collections.Immutable;

namespace SKReasoning.Evaluation;

/// <summary>What one arm did.</summary>
/// <param name="Name">Name of the arm.</param>
/// <param name="Description">What it does.</param>
/// <param name="Items">Items that were counted.</param>
/// <param name="Accuracy">Share of right answers, with its exact binomial interval.</param>
/// <param name="Tokens">Mean tokens that were written for an item.</param>
/// <param name="PrefillTokens">Mean tokens that were read for an item.</param>
/// <param name="Seconds">Mean time of an item.</param>
/// <param name="ToolCalls">Mean calls that were run for an item.</param>
/// <param name="Errors">Items at which the arm failed, which count as wrong.</param>
/// <param name="ByDifficulty">The same share for each difficulty; empty where items have none.</param>
/// <param name="Curve">Mean tokens and share of right answers had the arm stopped after 1, 2, … attempts or samples; empty where it made one.</param>
public sealed record ArmSummary(
    string Name,
    string Description,
    int Items,
    Estimate Accuracy,
    double Tokens,
    double PrefillTokens,
    double Seconds,
    double ToolCalls,
    int Errors,
    ImmutableArray<DifficultySummary> ByDifficulty,
    ImmutableArray<CurvePoint> Curve)
{
    /// <summary>Share of items whose answer the verdict accepted; null where the arm has none.</summary>
    public double? Accepted { get; init; }

    /// <summary>Share of right answers among the accepted ones; null where the arm has no verdict, or accepted nothing.</summary>
    public Estimate? AccuracyOfAccepted { get; init; }
}
