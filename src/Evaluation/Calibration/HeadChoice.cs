using System.Collections.Immutable;

namespace SKReasoning.Evaluation;

/// <summary>Picks the heads whose influence tells right answers from wrong ones.</summary>
/// <remarks>
/// Each head is ranked by how far the area under the ROC curve of its highest influence lies from 0.5; the best, and those after it that point
/// in its direction, are picked. What that is worth is measured on folds that took no part in it, against the highest influence of all heads.
/// </remarks>
public static class HeadChoice
{
    /// <summary>Picks heads.</summary>
    /// <param name="heads">The heads, in the order of <see cref="HeadInfluence.Influence"/>.</param>
    /// <param name="answers">The answers; one without any defined influence is left out.</param>
    /// <param name="count">Number of heads, at least 1.</param>
    /// <param name="options">Folds, resamples and seed; null for the defaults.</param>
    /// <returns>Null where no answers, or only right or wrong ones, are left.</returns>
    public static HeadEvidence? Pick(IReadOnlyList<AttentionHead> heads, IReadOnlyList<HeadInfluence> answers, int count = 3, CalibrationFitOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(heads);
        ArgumentNullException.ThrowIfNull(answers);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        options ??= new CalibrationFitOptions();
        options.Validate();
        HeadInfluence[] usable = [.. answers.Where(answer => answer.Influence.Any(head => head.Any(value => value is not null)))];
        var highest = usable.Select(answer => answer.Influence.Select(head => head.Max() ?? 0).ToArray()).ToArray();
        bool[] labels = [.. usable.Select(answer => answer.IsRight)];
        if (labels.Distinct().Count() < 2)
        {
            return null;
        }

        string[] problems = [.. usable.Select(answer => answer.Problem)];
        var fold = ProblemFolds.Assign(problems, [.. usable.Select(answer => answer.LengthGroup)], options.Folds, options.Seed);
        var picked = new HeldOutFolds(labels, fold);
        var all = new HeldOutFolds(labels, fold);
        int[] every = [.. Enumerable.Range(0, heads.Count)];
        for (var part = 0; part < options.Folds; part++)
        {
            int[] training = [.. Enumerable.Range(0, usable.Length).Where(i => fold[i] != part)];
            picked.Add(part, Direct(highest, labels, training, Best(highest, labels, training, count)));
            all.Add(part, Direct(highest, labels, training, every));
        }

        var bootstrap = new ProblemBootstrap(problems, options);
        int[] rows = [.. Enumerable.Range(0, usable.Length)];
        return new HeadEvidence(
            [.. Best(highest, labels, rows, count).Select(head => heads[head])],
            bootstrap.Interval(picked.Auc),
            bootstrap.Interval(all.Auc),
            bootstrap.Interval(weights => picked.Auc(weights) - all.Auc(weights)));
    }

    private static int[] Best(double[][] highest, bool[] labels, int[] rows, int count)
    {
        double Lead(int head) => Auc(highest, labels, rows, [head]) - 0.5;
        var ranked = Enumerable.Range(0, highest[0].Length).Select(head => (Head: head, Lead: Lead(head))).OrderByDescending(entry => Math.Abs(entry.Lead)).ToArray();
        return [.. ranked.Where(entry => Math.Sign(entry.Lead) == Math.Sign(ranked[0].Lead)).Take(count).Select(entry => entry.Head).Order()];
    }

    // The scores of all rows, the higher the righter as far as the training rows tell.
    private static double[] Direct(double[][] highest, bool[] labels, int[] training, int[] heads)
    {
        var sign = Auc(highest, labels, training, heads) < 0.5 ? -1 : 1;
        return [.. highest.Select(row => sign * heads.Max(head => row[head]))];
    }

    private static double Auc(double[][] highest, bool[] labels, int[] rows, int[] heads)
        => new RankedScores([.. rows.Select(row => heads.Max(head => highest[row][head]))], [.. rows.Select(row => labels[row])]).Auc();
}
