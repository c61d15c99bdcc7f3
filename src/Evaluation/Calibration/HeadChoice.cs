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

        var fold = ProblemFolds.Assign([.. usable.Select(answer => answer.Problem)], [.. usable.Select(answer => answer.LengthGroup)], options.Folds, options.Seed);
        int[] every = [.. Enumerable.Range(0, heads.Count)];
        int[] all = [.. Enumerable.Range(0, usable.Length)];
        var rows = new Row[usable.Length];
        for (var part = 0; part < options.Folds; part++)
        {
            int[] training = [.. all.Where(i => fold[i] != part)];
            var best = Best(highest, labels, training, count);
            var (signOfBest, signOfAll) = (Sign(highest, labels, training, best), Sign(highest, labels, training, every));
            foreach (var i in all.Where(i => fold[i] == part))
            {
                rows[i] = new Row(usable[i].Problem, part, new(signOfBest * Highest(highest[i], best), labels[i]), new(signOfAll * Highest(highest[i], every), labels[i]));
            }
        }

        var scores = new PredictionScores(options);
        return new HeadEvidence(
            [.. Best(highest, labels, all, count).Select(head => heads[head])],
            scores.Interval(rows, row => row.Problem, drawn => Auc(drawn, row => row.Picked)),
            scores.Interval(rows, row => row.Problem, drawn => Auc(drawn, row => row.All)),
            scores.Interval(rows, row => row.Problem, drawn => Auc(drawn, row => row.Picked) - Auc(drawn, row => row.All)));
    }

    // Scores of different folds were made in different ways, so only pairs of the same fold are compared.
    private static double Auc(IReadOnlyList<Row> rows, Func<Row, ScoredAnswer> score)
    {
        double concordant = 0, pairs = 0;
        foreach (var part in rows.GroupBy(row => row.Fold))
        {
            ScoredAnswer[] answers = [.. part.Select(score)];
            var right = answers.Count(answer => answer.IsRight);
            if (right > 0 && right < answers.Length)
            {
                var of = (double)right * (answers.Length - right);
                (concordant, pairs) = (concordant + (of * RocArea.Of(answers)), pairs + of);
            }
        }

        return concordant / pairs;
    }

    private static int[] Best(double[][] highest, bool[] labels, int[] rows, int count)
    {
        double Lead(int head) => Auc(highest, labels, rows, [head]) - 0.5;
        var ranked = Enumerable.Range(0, highest[0].Length).Select(head => (Head: head, Lead: Lead(head))).OrderByDescending(entry => Math.Abs(entry.Lead)).ToArray();
        return [.. ranked.Where(entry => Math.Sign(entry.Lead) == Math.Sign(ranked[0].Lead)).Take(count).Select(entry => entry.Head).Order()];
    }

    // The higher the righter, as far as the training rows tell.
    private static int Sign(double[][] highest, bool[] labels, int[] training, int[] heads) => Auc(highest, labels, training, heads) < 0.5 ? -1 : 1;

    private static double Auc(double[][] highest, bool[] labels, int[] rows, int[] heads)
        => RocArea.Of([.. rows.Select(row => new ScoredAnswer(Highest(highest[row], heads), labels[row]))]);

    private static double Highest(double[] ofHeads, int[] heads) => heads.Max(head => ofHeads[head]);

    private readonly record struct Row(string Problem, int Fold, ScoredAnswer Picked, ScoredAnswer All);
}
