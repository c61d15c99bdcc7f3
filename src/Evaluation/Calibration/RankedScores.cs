namespace SKReasoning.Evaluation;

/// <summary>Scores in order, so that the area under the ROC curve of a resample costs one pass.</summary>
internal sealed class RankedScores
{
    private readonly int[] _order;
    private readonly double[] _scores;
    private readonly bool[] _labels;

    public RankedScores(IReadOnlyList<double> scores, IReadOnlyList<bool> labels)
    {
        _scores = [.. scores];
        _labels = [.. labels];
        _order = [.. Enumerable.Range(0, _scores.Length).OrderBy(i => _scores[i])];
    }

    /// <summary>Area under the ROC curve; 0.5 where a class is empty.</summary>
    /// <param name="weights">How often each row counts; null for once.</param>
    public double Auc(int[]? weights = null)
    {
        var (concordant, pairs) = Pairs(weights);
        return pairs == 0 ? 0.5 : concordant / pairs;
    }

    /// <summary>Pairs of a right and a wrong row, and how many of them are in order; of equal scores half.</summary>
    public (double Concordant, double Pairs) Pairs(int[]? weights = null)
    {
        double below = 0, right = 0, concordant = 0;
        for (var i = 0; i < _order.Length;)
        {
            double tiedRight = 0, tiedWrong = 0;
            var score = _scores[_order[i]];
            for (; i < _order.Length && _scores[_order[i]] == score; i++)
            {
                var weight = weights?[_order[i]] ?? 1;
                (tiedRight, tiedWrong) = _labels[_order[i]] ? (tiedRight + weight, tiedWrong) : (tiedRight, tiedWrong + weight);
            }

            concordant += tiedRight * (below + (tiedWrong / 2));
            below += tiedWrong;
            right += tiedRight;
        }

        return (concordant, below * right);
    }
}
