using System.Globalization;
using Spectre.Console;
using SKReasoning.Evaluation;

namespace SKReasoning.Cli.Eval;

/// <summary>Shows what a run found.</summary>
internal sealed class EvalView(IAnsiConsole console)
{
    private const string Signed = "+0.000;-0.000;0.000";

    public void Show(EvaluationSummary summary)
    {
        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{summary.Model.Name}: {summary.Items} items, {summary.Tasks}, seed {summary.Seed}. Intervals hold 95 %."));
        console.Write(Arms(summary));
        console.Write(Comparisons(summary.Comparisons));
        if (!summary.Against.IsEmpty)
        {
            console.Write(Comparisons(summary.Against));
        }

        if (!summary.Signals.IsEmpty)
        {
            console.Write(Signals(summary));
        }
    }

    private static Table Arms(EvaluationSummary summary)
    {
        var difficulties = summary.Arms[0].ByDifficulty.Select(entry => entry.Difficulty).ToArray();
        var table = Table(["arm", "right", .. difficulties.Select(difficulty => $"at {difficulty}"), "tokens", "seconds", "tools", "accepted", "right of these"]);
        foreach (var arm in summary.Arms)
        {
            table.AddRow(Cells(
            [
                arm.Name,
                arm.Accuracy.ToString(),
                .. difficulties.Select(difficulty => arm.ByDifficulty.FirstOrDefault(entry => entry.Difficulty == difficulty)?.Accuracy.Value.ToString("F3", CultureInfo.InvariantCulture) ?? "–"),
                arm.Tokens.ToString("F0", CultureInfo.InvariantCulture),
                arm.Seconds.ToString("F2", CultureInfo.InvariantCulture),
                arm.ToolCalls.ToString("F2", CultureInfo.InvariantCulture),
                arm.Accepted?.ToString("F3", CultureInfo.InvariantCulture) ?? "–",
                arm.AccuracyOfAccepted?.ToString() ?? "–",
            ]));
        }

        return table;
    }

    private static Table Comparisons(IReadOnlyList<ArmComparison> comparisons)
    {
        var table = Table(["arm", "against", "difference", "won", "lost", "p", "p (Holm)", "items needed", "at equal tokens"]);
        foreach (var comparison in comparisons)
        {
            table.AddRow(Cells(
            [
                comparison.Arm,
                comparison.Baseline,
                comparison.Difference.ToString(Signed),
                comparison.Won.ToString(CultureInfo.InvariantCulture),
                comparison.Lost.ToString(CultureInfo.InvariantCulture),
                comparison.PValue.ToString("G2", CultureInfo.InvariantCulture),
                comparison.AdjustedPValue.ToString("G2", CultureInfo.InvariantCulture),
                comparison.ItemsNeeded?.ToString(CultureInfo.InvariantCulture) ?? "–",
                comparison.AtEqualTokens is { } equal ? equal.ToString(Signed) + (comparison.EqualTokensOutOfRange ? " (out of range)" : "") : "–",
            ]));
        }

        return table;
    }

    private static Table Signals(EvaluationSummary summary)
    {
        var table = Table(["signal", "arm", "area under the ROC curve"]);
        foreach (var signal in summary.Signals)
        {
            table.AddRow(Cells([signal.Name, signal.Arm, signal.Area.ToString()]));
        }

        return table;
    }

    private static Table Table(IEnumerable<string> columns)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var (column, index) in columns.Select((column, index) => (column, index)))
        {
            table.AddColumn(new TableColumn(Markup.Escape(column)) { Alignment = index == 0 ? Justify.Left : Justify.Right, NoWrap = index == 0 });
        }

        return table;
    }

    private static Text[] Cells(IEnumerable<string> texts) => [.. texts.Select(text => new Text(text))];
}
