namespace SKReasoning.Evaluation;

/// <summary>Whether scores are the probabilities that they claim to be.</summary>
/// <remarks>Scores must be 0 to 1, which <see cref="ArgumentOutOfRangeException"/> says where they are not. No number where there is no answer.</remarks>
public static class Reliability
{
    /// <summary>The reliability curve in bins of about as many answers each, from the lowest score to the highest.</summary>
    /// <remarks>Answers of one score stay together, so that the order of the answers does not matter; few different scores give fewer bins.</remarks>
    /// <param name="answers">The answers.</param>
    /// <param name="bins">Most bins, at least 1.</param>
    /// <param name="level">Least share of intervals that hold the truth, in each bin.</param>
    public static IReadOnlyList<ReliabilityBin> Bins(IReadOnlyList<ScoredAnswer> answers, int bins = 10, double level = Estimate.DefaultLevel)
    {
        ArgumentNullException.ThrowIfNull(answers);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        ScoredAnswer[] sorted = [.. answers.Select(Checked).OrderBy(answer => answer.Score)];
        var curve = new List<ReliabilityBin>(bins);
        var first = 0;
        for (var bin = 1; bin <= bins; bin++)
        {
            var end = (int)((long)sorted.Length * bin / bins);
            while (end > 0 && end < sorted.Length && sorted[end].Score == sorted[end - 1].Score)
            {
                end++;
            }

            if (end > first)
            {
                curve.Add(Bin(sorted[first..end], level));
                first = end;
            }
        }

        return curve;
    }

    /// <summary>Expected calibration error: the mean distance of the reliability curve from the diagonal, by answers.</summary>
    /// <remarks>
    /// Σ (answers of the bin / answers) |share right − mean score| (Naeini, Cooper and Hauskrecht, 2015), over bins of equal mass. Chance alone makes it larger than
    /// 0, by up to 0.4 √(bins/answers).
    /// </remarks>
    /// <param name="answers">The answers.</param>
    /// <param name="bins">Most bins, at least 1.</param>
    public static double ExpectedCalibrationError(IReadOnlyList<ScoredAnswer> answers, int bins = 10)
        => Bins(answers, bins).Sum(bin => bin.Answers * Math.Abs(bin.Right.Value - bin.MeanScore)) / answers.Count;

    /// <summary>Brier's score: the mean squared distance of scores from what happened; 0 is best, 0.25 for a score of ½ throughout.</summary>
    /// <remarks>Brier, 1950, for two classes, counted once.</remarks>
    /// <param name="answers">The answers.</param>
    public static double BrierScore(IReadOnlyList<ScoredAnswer> answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        return answers.Select(Checked).Sum(answer => Math.Pow(answer.Score - (answer.IsRight ? 1 : 0), 2)) / answers.Count;
    }

    private static ReliabilityBin Bin(ScoredAnswer[] answers, double level) => new(
        answers[0].Score,
        answers[^1].Score,
        answers.Average(answer => answer.Score),
        answers.Length,
        Proportion.Of(answers.Count(answer => answer.IsRight), answers.Length, level));

    private static ScoredAnswer Checked(ScoredAnswer answer)
        => answer.Score is >= 0 and <= 1 ? answer : throw new ArgumentOutOfRangeException(nameof(answer), answer.Score, "A probability lies between 0 and 1.");
}
