using System.Globalization;
using Spectre.Console;

namespace SKReasoning.Cli.Report;

/// <summary>Numbers in tables; what is undefined is a dash.</summary>
internal static class NumberText
{
    public static string Of(double? value, string format) => value is { } number && double.IsFinite(number) ? number.ToString(format, CultureInfo.InvariantCulture) : "–";

    /// <summary>A table with the first columns to the left and the others, numbers, to the right.</summary>
    public static Table Table(string title, int texts, params string[] columns)
    {
        var table = new Table { Border = TableBorder.Simple, Title = new TableTitle(Markup.Escape(title)) };
        foreach (var (index, column) in columns.Index())
        {
            table.AddColumn(new TableColumn(Markup.Escape(column)) { Alignment = index < texts ? Justify.Left : Justify.Right });
        }

        return table;
    }

    /// <summary>Adds a row of plain texts, on one line each.</summary>
    public static void Add(this Table table, params string[] cells)
        => table.AddRow(cells.Select(cell => new Text(new string([.. cell.Select(character => char.IsControl(character) ? ' ' : character)]))));
}
