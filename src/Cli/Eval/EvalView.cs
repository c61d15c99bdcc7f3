using System.Globalization;
using SKReasoning.Evaluation;
using Spectre.Console;

namespace SKReasoning.Cli.Eval;

/// <summary>Shows what a run found.</summary>
internal sealed class EvalView(IAnsiConsole console, bool markdown = false)
{
    private const string Signed = "+0.000;-0.000;0.000";

    // Lines of Markdown do not wrap.
    private const int MarkdownWidth = 1000;

    public void Show(EvaluationSummary summary)
    {
        console.Profile.Width = markdown ? MarkdownWidth : console.Profile.Width;
        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{summary.Model.Name}: {summary.Items} items, {summary.Tasks}, seed {summary.Seed}. Intervals hold 95 %."));
        Write(Arms(summary));
        Write(Comparisons(summary.Comparisons));
        if (!summary.Against.IsEmpty)
        {
            Write(Comparisons(summary.Against));
        }

        if (!summary.Signals.IsEmpty)
        {
            Write(Signals(summary));
        }
    }

    private void Write(Table table)
    {
        console.WriteLine();
        console.Write(table);
    }

    private Table Arms(EvaluationSummary summary)
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

    private Table Comparisons(IReadOnlyList<ArmComparison> comparisons)
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

    private Table Signals(EvaluationSummary summary)
    {
        var table = Table(["signal", "arm", "area under the ROC curve"]);
        foreach (var signal in summary.Signals)
        {
            table.AddRow(Cells([signal.Name, signal.Arm, signal.Area.ToString()]));
        }

        return table;
    }

    private Table Table(IEnumerable<string> columns)
    {
        var table = new Table().Border(markdown ? TableBorder.Markdown : TableBorder.Simple);
        foreach (var (column, index) in columns.Select((column, index) => (column, index)))
        {
            table.AddColumn(new TableColumn(Markup.Escape(column)) { Alignment = index == 0 ? Justify.Left : Justify.Right, NoWrap = index == 0 });
        }

        return table;
    }

    private static Text[] Cells(IEnumerable<string> texts) => [.. texts.Select(text => new Text(text))];
}
