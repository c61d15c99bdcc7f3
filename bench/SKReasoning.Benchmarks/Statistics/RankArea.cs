namespace SKReasoning.Benchmarks.Statistics;

/// <summary>Area under the ROC curve: how often a right answer scores higher than a wrong one.</summary>
/// <remarks>Mann and Whitney's U over the number of pairs, from the sum of the right answers' ranks; ties count half.</remarks>
internal static class RankArea
{
    /// <summary>0 to 1, .5 for a score that tells nothing; no number where all answers are right or all wrong.</summary>
    public static double Of(IReadOnlyList<(double Score, bool IsRight)> answers)
    {
        var sorted = answers.OrderBy(answer => answer.Score).ToArray();
        double rankSum = 0;
        for (int first = 0, next; first < sorted.Length; first = next)
        {
            next = first + 1;
            while (next < sorted.Length && sorted[next].Score == sorted[first].Score)
            {
                next++;
            }

            var meanRank = (first + 1 + next) / 2.0;
            rankSum += meanRank * sorted[first..next].Count(answer => answer.IsRight);
        }

        double right = sorted.Count(answer => answer.IsRight);
        return (rankSum - (right * (right + 1) / 2)) / (right * (sorted.Length - right));
    }
}
