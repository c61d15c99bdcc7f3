using System.Text.Json;
using Spectre.Console;

namespace SKReasoning.Cli.Report.Evaluations;

/// <summary>An evaluation.</summary>
/// <param name="Summary">What was measured.</param>
internal sealed record EvaluationSection(EvaluationSummary Summary) : IReportSection
{
    public string Kind => "evaluation";

    public string Title => $"What was measured of {Summary.Model.Name}";

    /// <exception cref="JsonException">It is no summary.</exception>
    public static EvaluationSection Read(JsonSource text)
    {
        var summary = text.Only(EvaluationSummaryContext.Default.EvaluationSummary);
        if (summary.Version != EvaluationSummary.KnownVersion)
        {
            throw text.Error(0, $"an evaluation of version {summary.Version} is not known");
        }

        var hasNull = summary.Arms.Contains(null!)
            || summary.Arms.Any(arm => arm.ByDifficulty?.Contains(null!) == true || arm.Curve?.Contains(null!) == true)
            || summary.Comparisons.Contains(null!)
            || summary.Signals.Contains(null!);
        return hasNull ? throw text.Error(0, "an item of a list is null")
            : summary.Arms.Length == 0 ? throw text.Error(0, "there are no arms")
            : new EvaluationSection(summary);
    }

    public void Write(PageData data) => data.Add("summary", writer => JsonSerializer.Serialize(writer, Summary, EvaluationSummaryContext.Default.EvaluationSummary));

    public void Show(IAnsiConsole console)
    {
        console.Write(Arms());
        if (Summary.Comparisons.Length > 0)
        {
            console.Write(Comparisons());
        }

        if (Summary.Signals.Length > 0)
        {
            console.Write(Signals());
        }

        console.Write(new Text("Intervals are of 95 %. What was asked: " + (Summary.Tasks ?? "not said") + "\n"));
    }

    private Table Arms()
    {
        var table = NumberText.Table($"{Title}: {Summary.Items} items", 1, "arm", "right", "95 %", "tokens", "prefill", "seconds", "tools", "errors");
        foreach (var arm in Summary.Arms)
        {
            table.Add(
                arm.Name,
                NumberText.Of(100 * arm.Accuracy.Value, "F1"),
                Range(arm.Accuracy),
                NumberText.Of(arm.Tokens, "F1"),
                NumberText.Of(arm.PrefillTokens, "F1"),
                NumberText.Of(arm.Seconds, "F2"),
                NumberText.Of(arm.ToolCalls, "F2"),
                NumberText.Of(arm.Errors, "0.##"));
        }

        return table;
    }

    private Table Comparisons()
    {
        var table = NumberText.Table("Differences in points, paired by item", 2, "arm", "against", "difference", "95 %", "won/lost", "p (Holm)", "at equal tokens");
        foreach (var comparison in Summary.Comparisons)
        {
            table.Add(
                comparison.Arm,
                comparison.Baseline,
                NumberText.Of(100 * comparison.Difference.Value, "+0.0;-0.0;0.0"),
                Range(comparison.Difference),
                $"{comparison.Won?.ToString() ?? "–"}/{comparison.Lost?.ToString() ?? "–"}",
                NumberText.Of(comparison.AdjustedPValue, "F4"),
                comparison.AtEqualTokens is { } equal ? $"{NumberText.Of(100 * equal.Value, "+0.0;-0.0;0.0")} [{Range(equal)}]{(comparison.EqualTokensOutOfRange == true ? ", out of range" : "")}"
                    : comparison.EqualTokensOutOfRange == true ? "out of range" : "–");
        }

        return table;
    }

    private Table Signals()
    {
        var table = NumberText.Table("How well signals tell right from wrong (area under the curve; 0.5 is chance)", 2, "arm", "signal", "area", "95 %");
        foreach (var signal in Summary.Signals)
        {
            table.Add(signal.Arm, signal.Name, NumberText.Of(signal.Area.Value, "F3"), $"{NumberText.Of(signal.Area.Low, "F3")} to {NumberText.Of(signal.Area.High, "F3")}");
        }

        return table;
    }

    private static string Range(EvaluationSummary.Interval interval) => $"{NumberText.Of(100 * interval.Low, "F1")} to {NumberText.Of(100 * interval.High, "F1")}";
}
