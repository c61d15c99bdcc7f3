using System.Collections.Immutable;

namespace SKReasoning.Evaluation;

/// <summary>How good predicted probabilities are.</summary>
internal static class PredictionScores
{
    private const int Bins = 10;

    // Nothing is impossible because a model says so.
    private const double Least = 1e-6;

    /// <summary>Negative logarithm of the probability given to what was the case.</summary>
    public static double LogLoss(double probability, bool label) => -Math.Log(Math.Clamp(label ? probability : 1 - probability, Least, 1));

    /// <summary>Bins of about equal size, from the lowest prediction to the highest.</summary>
    public static ImmutableArray<ReliabilityBin> Reliability(IReadOnlyList<double> predicted, IReadOnlyList<bool> labels)
    {
        int[] order = [.. Enumerable.Range(0, predicted.Count).OrderBy(i => predicted[i])];
        return [.. Enumerable.Range(0, Bins)
            .Select(bin => order[(bin * order.Length / Bins)..((bin + 1) * order.Length / Bins)])
            .Where(rows => rows.Length > 0)
            .Select(rows => new ReliabilityBin(rows.Length, Math.Round(rows.Average(row => predicted[row]), 4), Math.Round(rows.Average(row => labels[row] ? 1.0 : 0), 4)))];
    }

    /// <summary>Expected calibration error over the bins.</summary>
    public static double CalibrationError(ImmutableArray<ReliabilityBin> bins)
        => bins.IsEmpty ? 0 : Math.Round(bins.Sum(bin => bin.Count * Math.Abs(bin.Predicted - bin.Observed)) / bins.Sum(bin => bin.Count), 4);
}
