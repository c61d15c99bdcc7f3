namespace SKReasoning.Evaluation;

/// <summary>Measures predictions that their models were not fitted on.</summary>
internal static class ModelScores
{
    public static ModelEvidence Of(
        string name, int features, IReadOnlyList<double> predicted, IReadOnlyList<bool> labels, IReadOnlyList<string> problems, CalibrationFitOptions options)
    {
        var ranked = new RankedScores(predicted, labels);
        var loss = predicted.Select((probability, i) => PredictionScores.LogLoss(probability, labels[i])).DefaultIfEmpty().Average();
        return new ModelEvidence(name, features, new ProblemBootstrap(problems, options).Interval(ranked.Auc), Math.Round(loss, 4));
    }
}
