using MathNet.Numerics.Statistics;

namespace SKReasoning.Evaluation;

/// <summary>Area under the ROC curve: how often a right answer scores higher than a wrong one; ties count half.</summary>
/// <remarks>
/// 0 to 1, 0.5 for a score that tells nothing; no number where all answers are right or all wrong. It is Mann and Whitney's U over the number of pairs. A score
/// that is no number ranks lowest. All in O(n log n).
/// </remarks>
public static class RocArea
{
    /// <summary>The area.</summary>
    public static double Of(IReadOnlyList<ScoredAnswer> answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        var ranks = MidRanks.Of([.. answers.Select(answer => answer.Score)]);
        double right = 0, sum = 0;
        for (var i = 0; i < ranks.Length; i++)
        {
            if (answers[i].IsRight)
            {
                right++;
                sum += ranks[i];
            }
        }

        return (sum - (right * (right + 1) / 2)) / (right * (ranks.Length - right));
    }

    /// <summary>The area with DeLong's interval, for answers that do not depend on each other.</summary>
    /// <remarks>
    /// Each right answer has the share of wrong ones below it, each wrong one the share of right ones above it; the variances of both over their numbers add up to
    /// that of the area (DeLong, DeLong and Clarke-Pearson, 1988), the shares come from ranks (Sun and Xu, 2014). The interval is z standard errors to each side, cut
    /// to 0 and 1. Where the score parts all right answers from all wrong ones it has no length, which says too much; it has no ends where either are fewer than two.
    /// </remarks>
    /// <param name="answers">The answers.</param>
    /// <param name="level">Share of intervals that hold the truth, about, on many answers.</param>
    public static Estimate DeLong(IReadOnlyList<ScoredAnswer> answers, double level = Estimate.DefaultLevel)
    {
        ArgumentNullException.ThrowIfNull(answers);
        var (area, right, wrong) = Placements([.. answers.Select(answer => answer.Score)], [.. answers.Select(answer => answer.IsRight)]);
        var reach = Confidence.Width(level) * StandardError(right, wrong);
        return new Estimate(area, Math.Max(0, area - reach), Math.Min(1, area + reach));
    }

    /// <summary>DeLong's test of two scores of the same answers: whether their areas are the same.</summary>
    /// <param name="first">The first score of each answer.</param>
    /// <param name="second">The second score, in the same order.</param>
    /// <param name="isRight">Whether each answer was right, in the same order.</param>
    /// <param name="level">Share of intervals that hold the truth, about, on many answers.</param>
    /// <exception cref="ArgumentException">The lists have different lengths.</exception>
    public static Comparison DeLongTest(
        IReadOnlyList<double> first, IReadOnlyList<double> second, IReadOnlyList<bool> isRight, double level = Estimate.DefaultLevel)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(isRight);
        Pairs.RequireSame(first.Count, second.Count, nameof(second));
        Pairs.RequireSame(first.Count, isRight.Count, nameof(isRight));
        var one = Placements(first, isRight);
        var other = Placements(second, isRight);
        var difference = one.Area - other.Area;
        var standardError = StandardError(
            [.. one.Right.Zip(other.Right, (a, b) => a - b)], [.. one.Wrong.Zip(other.Wrong, (a, b) => a - b)]);
        var reach = Confidence.Width(level) * standardError;
        return new Comparison(new Estimate(difference, difference - reach, difference + reach), Confidence.PValue(difference, standardError));
    }

    /// <summary>The area with its bootstrap interval where several answers belong to one problem: whole problems are drawn.</summary>
    /// <typeparam name="TKey">What names a problem.</typeparam>
    /// <param name="answers">The answers.</param>
    /// <param name="problems">The problem of each answer, in the same order.</param>
    /// <param name="options">How to draw; null for <see cref="BootstrapOptions.Default"/>.</param>
    /// <exception cref="ArgumentException">The lists have different lengths.</exception>
    public static Estimate ByProblem<TKey>(IReadOnlyList<ScoredAnswer> answers, IReadOnlyList<TKey> problems, BootstrapOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(answers);
        ArgumentNullException.ThrowIfNull(problems);
        Pairs.RequireSame(answers.Count, problems.Count, nameof(problems));
        return Bootstrap.OfClusters(
            [.. answers.Zip(problems)], row => row.Second, rows => Of([.. rows.Select(row => row.First)]), options);
    }

    // A rank among all less the rank among one's own counts those of the other kind below.
    private static (double Area, double[] Right, double[] Wrong) Placements(IReadOnlyList<double> scores, IReadOnlyList<bool> isRight)
    {
        var all = MidRanks.Of(scores);
        int[] right = [.. Enumerable.Range(0, all.Length).Where(i => isRight[i])];
        int[] wrong = [.. Enumerable.Range(0, all.Length).Where(i => !isRight[i])];
        var amongRight = MidRanks.Of([.. right.Select(i => scores[i])]);
        var amongWrong = MidRanks.Of([.. wrong.Select(i => scores[i])]);
        double[] below = [.. right.Select((i, own) => (all[i] - amongRight[own]) / wrong.Length)];
        double[] above = [.. wrong.Select((i, own) => 1 - ((all[i] - amongWrong[own]) / right.Length))];
        return (below.Mean(), below, above);
    }

    private static double StandardError(double[] right, double[] wrong) => Math.Sqrt((right.Variance() / right.Length) + (wrong.Variance() / wrong.Length));
}
