using System.Text.Json;
using Spectre.Console;

namespace SKReasoning.Cli.Report.Calibrations;

/// <summary>A calibration.</summary>
/// <param name="File">What was read.</param>
internal sealed record CalibrationSection(CalibrationFile.Content File) : IReportSection
{
    public string Kind => "calibration";

    public string Title => $"How far {File.Model.Name} can be trusted";

    /// <exception cref="JsonException">It is no calibration.</exception>
    public static CalibrationSection Read(JsonSource text)
    {
        var (version, file) = text.Only(CalibrationFileContext.Default.CalibrationFile);
        if (version != CalibrationFile.KnownVersion)
        {
            throw text.Error(0, $"a calibration of version {version} is not known");
        }

        var evidence = file.Evidence;
        IEnumerable<object?>[] lists = [file.Thresholds, file.Answer.Weights, file.Step?.Weights ?? [], evidence.Models, evidence.Gains, evidence.Dropped, evidence.Reliability, evidence.Steps?.Alone ?? []];
        return lists.Any(list => list.Contains(null)) ? throw text.Error(0, "an item of a list is null") : new CalibrationSection(file);
    }

    public void Write(PageData data) => data.Add("calibration", writer => JsonSerializer.Serialize(writer, File, CalibrationFileContext.Default.Content));

    public void Show(IAnsiConsole console)
    {
        var evidence = File.Evidence;
        var models = NumberText.Table($"{Title}: {evidence.Answers} answers, {evidence.Right} right", 1, "model", "features", "AUC", "95 %", "log-loss");
        foreach (var model in evidence.Models.Append(evidence.Final))
        {
            models.Add(model.Name, $"{model.Features}", NumberText.Of(model.Auc.Value, "F3"), Range(model.Auc), NumberText.Of(model.LogLoss, "F3"));
        }

        var gains = NumberText.Table("What each group adds", 1, "group", "AUC", "95 %", "log-loss", "95 %", "kept");
        foreach (var gain in evidence.Gains)
        {
            gains.Add(
                gain.Group, NumberText.Of(gain.Auc.Value, "+0.000;-0.000;0.000"), Range(gain.Auc), NumberText.Of(gain.LogLoss.Value, "+0.000;-0.000;0.000"), Range(gain.LogLoss), gain.IsKept ? "yes" : "no");
        }

        var thresholds = NumberText.Table("From which probability on turns are accepted", 0, "accepts wrong", "confidence", "probability", "wrong accepted", "right accepted");
        foreach (var threshold in File.Thresholds)
        {
            thresholds.Add(
                "≤ " + NumberText.Of(threshold.FalseAcceptRate, "P1"),
                NumberText.Of(threshold.Confidence, "P0"),
                threshold.Probability > 1 ? "none is" : NumberText.Of(threshold.Probability, "F3"),
                $"{threshold.AcceptedWrong} of {threshold.HeldOutWrong}",
                $"{threshold.AcceptedRight} of {threshold.HeldOutRight}");
        }

        console.Write(models);
        console.Write(gains);
        console.Write(thresholds);
        console.Write(new Text($"Expected calibration error on {evidence.HeldOut} held-out answers: {NumberText.Of(evidence.CalibrationError, "F3")}. Intervals are of 95 %.\n"));
    }

    private static string Range(CalibrationFile.Interval interval) => $"{NumberText.Of(interval.Low, "F3")} to {NumberText.Of(interval.High, "F3")}";
}
