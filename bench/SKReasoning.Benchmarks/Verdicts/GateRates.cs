namespace SKReasoning.Benchmarks.Verdicts;

/// <summary>What a threshold on the weakest token does to wrong and to right first attempts.</summary>
/// <param name="Threshold">Log-probability under which an attempt is rejected.</param>
/// <param name="WrongRejected">Share of wrong answers that are rejected; no number where there is none.</param>
/// <param name="RightRejected">Share of right answers that are rejected; no number where there is none.</param>
internal readonly record struct GateRates(double Threshold, double WrongRejected, double RightRejected)
{
    /// <summary>−4.0 to −0.1: thresholds that are told apart when one is picked.</summary>
    private static readonly double[] s_candidates = [.. Enumerable.Range(1, 40).Select(tenths => -tenths / 10.0)];

    /// <summary>How much more of the wrong than of the right answers is rejected (Youden's index).</summary>
    public double Difference => WrongRejected - RightRejected;

    public static GateRates At(double threshold, IReadOnlyList<Turn> turns)
    {
        var (wrong, right, wrongRejected, rightRejected) = (0, 0, 0, 0);
        foreach (var turn in turns)
        {
            var rejected = turn.First.Verdict.Score < threshold ? 1 : 0;
            (wrong, wrongRejected) = turn.IsRight ? (wrong, wrongRejected) : (wrong + 1, wrongRejected + rejected);
            (right, rightRejected) = turn.IsRight ? (right + 1, rightRejected + rejected) : (right, rightRejected);
        }

        return new GateRates(threshold, (double)wrongRejected / wrong, (double)rightRejected / right);
    }

    /// <summary>The candidate of the largest difference, the lowest of equals: it rejects the fewest.</summary>
    public static double BestThreshold(IReadOnlyList<Turn> turns)
        => s_candidates.Select(threshold => At(threshold, turns)).MaxBy(rates => (rates.Difference, -rates.Threshold)).Threshold;
}
