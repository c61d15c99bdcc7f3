using System.Collections.Immutable;

namespace SKReasoning.Evaluation;

/// <summary>Compares models of several groups of features on the same rows.</summary>
internal sealed class GroupComparison(FeatureTable table, CrossFit fit, CalibrationFitOptions options)
{
    private readonly bool[] _labels = [.. table.Labels.Select(label => label!.Value)];
    private readonly PredictionScores _scores = new(options);
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
        Row[] rows = [.. _labels.Select((label, i) => new Row(table.Problems[i], new ScoredAnswer(without[i], label), new ScoredAnswer(with[i], label)))];
        var auc = _scores.Interval(rows, row => row.Problem, drawn => RocArea.Of([.. drawn.Select(row => row.With)]) - RocArea.Of([.. drawn.Select(row => row.Without)]));
        var logLoss = _scores.Mean([.. _labels.Select((label, i) => PredictionScores.LogLoss(without[i], label) - PredictionScores.LogLoss(with[i], label))], table.Problems);
        return new GroupEvidence(group, auc, logLoss, isAlwaysKept || logLoss.Low > 0);
    }

    private ModelEvidence Measure(string name, IEnumerable<FeatureGroup> groups)
        => _scores.Model(name, table.Columns(groups).Length, [.. Predict(groups).Select((probability, i) => new ScoredAnswer(probability, _labels[i]))], table.Problems);

    private double[] Predict(IEnumerable<FeatureGroup> groups)
    {
        var columns = table.Columns(groups);
        var key = string.Join(',', columns);
        return _predicted.TryGetValue(key, out var known) ? known : _predicted[key] = fit.Predict(columns);
    }

    private readonly record struct Row(string Problem, ScoredAnswer Without, ScoredAnswer With);
}
