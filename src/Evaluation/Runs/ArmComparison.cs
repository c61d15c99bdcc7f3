namespace SKReasoning.Evaluation;

/// <summary>An arm beside a baseline, on the same items.</summary>
/// <param name="Arm">Name of the arm.</param>
/// <param name="Baseline">Name of the baseline.</param>
/// <param name="Difference">How much larger the arm's share of right answers is.</param>
/// <param name="Won">Items that only the arm got right.</param>
/// <param name="Lost">Items that only the baseline got right.</param>
/// <param name="PValue">McNemar's exact two-sided p-value.</param>
/// <param name="AdjustedPValue">The same, adjusted for all arms of the run (Holm).</param>
/// <param name="ItemsNeeded">Items at which a difference as it was seen is found with a power of 0.8; null where none was seen.</param>
/// <param name="AtEqualTokens">Difference from the best that the baselines reach at no more tokens; null where there is no curve.</param>
/// <param name="EqualTokensOutOfRange">Whether the arm spends less than the cheapest baseline, or more than the dearest.</param>
public sealed record ArmComparison(
    string Arm,
    string Baseline,
    Estimate Difference,
    int Won,
    int Lost,
    double PValue,
    double AdjustedPValue,
    int? ItemsNeeded,
    Estimate? AtEqualTokens,
    bool EqualTokensOutOfRange);
