using System.Collections.Immutable;
using System.Globalization;
using Spectre.Console;

namespace SKReasoning.Cli.Calibrate;

/// <summary>Shows a calibration to a person.</summary>
internal sealed class CalibrationView(IAnsiConsole console)
{
    public void Show(Calibration calibration)
    {
        var evidence = calibration.Evidence;
        Line($"{calibration.Model.Name}: {evidence.Answers} answers to fit, {evidence.Right} of them right, {evidence.Incomplete} left out; {evidence.HeldOut} held out.");
        Line("AUC: how often a right answer stands above a wrong one. Intervals are 95 %, by drawing problems anew.\n");
        console.Write(Models(evidence));
        console.Write(Gains(evidence.Gains));
        console.Write(Thresholds(calibration.Thresholds));
        Line($"The model that judges, on the answers held out: expected calibration error {Number(evidence.CalibrationError)}.");
        console.Write(Reliability(evidence.Reliability));
        console.Write(Weights(calibration.Answer));
        if (evidence.Steps is { } steps)
        {
            Line($"Steps: {steps.Steps} of known truth, {steps.WrongSteps} wrong. The least trusted step of a wrong answer is the first wrong one in {Interval(steps.HitRate)}, by chance in {Number(steps.Chance)}.");
            console.Write(Steps(steps));
        }

        if (evidence.Heads is { } heads)
        {
            Line($"Heads {string.Join(", ", heads.Heads.Select(head => $"L{head.Layer}H{head.Head}"))}: AUC of their influence {Interval(heads.Picked)}, of all heads {Interval(heads.All)}, gain {Interval(heads.Gain)}.");
        }

        foreach (var group in evidence.Dropped.GroupBy(dropped => dropped.Reason))
        {
            Line($"Not used, {group.Key}: {string.Join(", ", group.Select(dropped => dropped.Name))}.");
        }
    }

    private static Table Models(CalibrationEvidence evidence)
    {
        var table = Table("model", "features", "AUC", "log-loss");
        foreach (var model in evidence.Models.Append(evidence.Final with { Name = "the one that judges, held out" }))
        {
            table.AddRow(Text(model.Name), Text($"{model.Features}"), Text(Interval(model.Auc)), Text(Number(model.LogLoss)));
        }

        return table;
    }

    private static Table Gains(ImmutableArray<GroupEvidence> gains)
    {
        var table = Table("group", "gain of AUC", "fall of log-loss", "used");
        foreach (var gain in gains)
        {
            table.AddRow(Text(Words(gain.Group)), Text(Interval(gain.Auc)), Text(Interval(gain.LogLoss)), Text(gain.IsKept ? "yes" : "no"));
        }

        return table;
    }

    private static Table Thresholds(ImmutableArray<AcceptanceThreshold> thresholds)
    {
        var table = Table("wrong accepted at most", "threshold", "wrong accepted", "right accepted", "confidence");
        foreach (var threshold in thresholds)
        {
            table.AddRow(
                Text(Number(threshold.FalseAcceptRate)),
                Text(Number(threshold.Probability)),
                Text($"{threshold.AcceptedWrong} of {threshold.HeldOutWrong}"),
                Text($"{threshold.AcceptedRight} of {threshold.HeldOutRight}"),
                Text(Number(threshold.Confidence)));
        }

        return table;
    }

    private static Table Reliability(ImmutableArray<ReliabilityPoint> points)
    {
        var table = Table("answers", "predicted", "right");
        foreach (var point in points)
        {
            table.AddRow(Text($"{point.Count}"), Text(Number(point.Predicted)), Text(Number(point.Observed)));
        }

        return table;
    }

    private static Table Weights(LogisticModel model)
    {
        var table = Table("feature", "weight", "mean", "scale");
        foreach (var weight in model.Weights)
        {
            table.AddRow(Text(weight.Name), Text(Number(weight.Weight)), Text(Number(weight.Mean)), Text(Number(weight.Scale)));
        }

        return table;
    }

    private static Table Steps(StepEvidence steps)
    {
        var table = Table("step", "AUC");
        table.AddRow(Text("all features"), Text(Interval(steps.Auc)));
        foreach (var single in steps.Alone)
        {
            table.AddRow(Text(single.Name), Text(Interval(single.Auc)));
        }

        return table;
    }

    private static Table Table(params ReadOnlySpan<string> columns)
    {
        var table = new Table { Border = TableBorder.Simple };
        for (var i = 0; i < columns.Length; i++)
        {
            table.AddColumn(new TableColumn(columns[i]) { Alignment = i == 0 ? Justify.Left : Justify.Right, NoWrap = true });
        }

        return table;
    }

    private void Line(string line) => console.Write(Text(line + "\n"));

    private static Text Text(string text) => new(text);

    private static string Words(FeatureGroup group) => group == FeatureGroup.LogProbability ? "log-probability" : group.ToString().ToLowerInvariant();

    private static string Interval(EvidenceInterval interval) => $"{Number(interval.Value)} [{Number(interval.Low)}, {Number(interval.High)}]";

    private static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
