using System.Collections.Immutable;

namespace SKReasoning.Evaluation;

/// <summary>Compares models of several groups of features on the same rows.</summary>
internal sealed class GroupComparison(FeatureTable table, CrossFit fit, CalibrationFitOptions options)
{
    private readonly bool[] _labels = [.. table.Labels.Select(label => label!.Value)];
    private readonly Dictionary<string, double[]> _predicted = new(StringComparer.Ordinal);

    /// <summary>Length alone, length and log-probabilities, and everything.</summary>
    public ImmutableArray<ModelEvidence> Models(IEnumerable<FeatureGroup> baseline) =>
    [
        Measure("length", [FeatureGroup.Length]),
        Measure("length and log-probability", baseline),
        Measure("all", Enum.GetValues<FeatureGroup>()),
    ];

    /// <summary>What a group adds to others.</summary>
    public GroupEvidence Gain(FeatureGroup group, IReadOnlyList<FeatureGroup> others, bool isAlwaysKept = false)
    {
        var (without, with) = (Predict(others), Predict(others.Append(group)));
        var (rankedWithout, rankedWith) = (new RankedScores(without, _labels), new RankedScores(with, _labels));
        var bootstrap = new ProblemBootstrap(table.Problems, options);
        var auc = bootstrap.Interval(weights => rankedWith.Auc(weights) - rankedWithout.Auc(weights));
        var logLoss = bootstrap.Mean([.. _labels.Select((label, i) => PredictionScores.LogLoss(without[i], label) - PredictionScores.LogLoss(with[i], label))]);
        return new GroupEvidence(group, auc, logLoss, isAlwaysKept || logLoss.Low > 0);
    }

    private ModelEvidence Measure(string name, IEnumerable<FeatureGroup> groups)
        => ModelScores.Of(name, table.Columns(groups).Length, Predict(groups), _labels, table.Problems, options);

    private double[] Predict(IEnumerable<FeatureGroup> groups)
    {
        var columns = table.Columns(groups);
        var key = string.Join(',', columns);
        return _predicted.TryGetValue(key, out var known) ? known : _predicted[key] = fit.Predict(columns);
    }
}
