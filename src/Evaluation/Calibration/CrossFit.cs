namespace SKReasoning.Evaluation;

/// <summary>Predictions for rows by models that were fitted on other problems.</summary>
/// <remarks>Nested: the ridge of a fold's model is chosen within the other folds, so that nothing is chosen on the rows that are predicted.</remarks>
internal sealed class CrossFit(FeatureTable table, CalibrationFitOptions options)
{
    /// <summary>From hardly any to much: features are of unit variance.</summary>
    private static readonly double[] s_ridges = [0.1, 1, 10, 100];

    /// <summary>The probability of each row.</summary>
    public double[] Predict(int[] columns)
    {
        int[] all = [.. Enumerable.Range(0, table.Rows.Length)];
        return Predict(all, columns, options.Folds, options.Seed, training => FitBest(training, columns));
    }

    /// <summary>The model of all rows, with the ridge that predicts best.</summary>
    public LogisticModel FitBest(int[] columns) => FitBest([.. Enumerable.Range(0, table.Rows.Length)], columns);

    private LogisticModel FitBest(int[] rows, int[] columns)
    {
        var ridge = s_ridges.MinBy(candidate =>
        {
            var predicted = Predict(rows, columns, options.InnerFolds, options.Seed + 1, training => LogisticFit.Fit(table, training, columns, candidate));
            return rows.Select((row, i) => table.Labels[row] is { } label ? PredictionScores.LogLoss(predicted[i], label) : 0).Sum();
        });
        return LogisticFit.Fit(table, rows, columns, ridge);
    }

    private double[] Predict(int[] rows, int[] columns, int folds, int seed, Func<int[], LogisticModel> fit)
    {
        var fold = ProblemFolds.Assign([.. rows.Select(row => table.Problems[row])], [.. rows.Select(row => table.Groups[row])], folds, seed);
        var predicted = new double[rows.Length];
        for (var part = 0; part < folds; part++)
        {
            var model = fit([.. rows.Where((_, i) => fold[i] != part)]);
            for (var i = 0; i < rows.Length; i++)
            {
                if (fold[i] == part)
                {
                    predicted[i] = Probability(model, table.Rows[rows[i]], columns);
                }
            }
        }

        return predicted;
    }

    private static double Probability(LogisticModel model, double[] row, int[] columns)
    {
        var logOdds = model.Intercept;
        for (var i = 0; i < columns.Length; i++)
        {
            logOdds += model.Weights[i].Contribution(row[columns[i]]);
        }

        return 1 / (1 + Math.Exp(-logOdds));
    }
}
