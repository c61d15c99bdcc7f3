using System.Collections.Immutable;

namespace SKReasoning.Evaluation;

/// <summary>Measures predictions that their models were not fitted on, in the form that a calibration keeps.</summary>
/// <param name="options">How intervals are drawn: whole problems, the same ones for every statistic.</param>
internal sealed class PredictionScores(CalibrationFitOptions options)
{
    private const int Digits = 4;

    // Nothing is impossible because a model says so.
    private const double Least = 1e-6;

    private readonly BootstrapOptions _bootstrap = new() { Resamples = options.BootstrapSamples, Seed = options.Seed };

    /// <summary>Negative logarithm of the probability given to what was the case.</summary>
    public static double LogLoss(double probability, bool label) => -Math.Log(Math.Clamp(label ? probability : 1 - probability, Least, 1));

    /// <summary>A number as it is reported.</summary>
    public static double Round(double value) => Math.Round(value, Digits);

    /// <summary>The points of the reliability curve.</summary>
    public static ImmutableArray<ReliabilityPoint> Reliability(IReadOnlyList<ScoredAnswer> answers)
        => [.. Evaluation.Reliability.Bins(answers).Select(bin => new ReliabilityPoint(bin.Answers, Round(bin.MeanScore), Round(bin.Right.Value)))];

    /// <summary>Area under the ROC curve and log-loss of a model.</summary>
    public ModelEvidence Model(string name, int features, IReadOnlyList<ScoredAnswer> answers, IReadOnlyList<string> problems)
        => new(name, features, Auc(answers, problems), Round(answers.Average(answer => LogLoss(answer.Score, answer.IsRight))));

    /// <summary>Area under the ROC curve.</summary>
    public EvidenceInterval Auc(IReadOnlyList<ScoredAnswer> answers, IReadOnlyList<string> problems) => Rounded(RocArea.ByProblem(answers, problems, _bootstrap));

    /// <summary>The mean of a number of each row.</summary>
    public EvidenceInterval Mean(IReadOnlyList<double> values, IReadOnlyList<string> problems)
        => Interval([.. values.Zip(problems)], row => row.Second, rows => rows.Average(row => row.First));

    /// <summary>Any statistic of rows.</summary>
    public EvidenceInterval Interval<T>(IReadOnlyList<T> rows, Func<T, string> problem, Func<IReadOnlyList<T>, double> statistic)
        => Rounded(Bootstrap.OfClusters(rows, problem, statistic, _bootstrap));

    private static EvidenceInterval Rounded(Estimate estimate) => new(Round(estimate.Value), Round(estimate.Low), Round(estimate.High));
}
