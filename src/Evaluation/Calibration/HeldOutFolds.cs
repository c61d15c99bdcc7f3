namespace SKReasoning.Evaluation;

/// <summary>Scores of folds that cannot be compared with each other, because each fold's were made in another way.</summary>
internal sealed class HeldOutFolds(bool[] labels, int[] fold)
{
    private readonly List<(int[] Rows, RankedScores Scores)> _folds = [];

    /// <summary>Adds the scores of one fold.</summary>
    /// <param name="part">The fold.</param>
    /// <param name="scores">Scores of all rows, of which those of the fold count.</param>
    public void Add(int part, double[] scores)
    {
        int[] rows = [.. Enumerable.Range(0, fold.Length).Where(row => fold[row] == part)];
        _folds.Add((rows, new RankedScores([.. rows.Select(row => scores[row])], [.. rows.Select(row => labels[row])])));
    }

    /// <summary>Area under the ROC curve over pairs of the same fold; 0.5 where there is none.</summary>
    public double Auc(int[]? weights)
    {
        double concordant = 0, pairs = 0;
        foreach (var (rows, scores) in _folds)
        {
            var of = scores.Pairs(weights is null ? null : [.. rows.Select(row => weights[row])]);
            (concordant, pairs) = (concordant + of.Concordant, pairs + of.Pairs);
        }

        return pairs == 0 ? 0.5 : concordant / pairs;
    }
}
