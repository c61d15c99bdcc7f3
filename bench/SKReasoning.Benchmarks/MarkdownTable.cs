using System.Text;

namespace SKReasoning.Benchmarks;

/// <summary>A table in Markdown, written row by row.</summary>
internal sealed class MarkdownTable
{
    private readonly StringBuilder _text = new();
    private readonly int _columns;

    public MarkdownTable(params string[] columns)
    {
        _columns = columns.Length;
        Add(columns);
        Add([.. columns.Select(_ => "---")]);
    }

    public void Add(params string[] cells)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(cells.Length, _columns);
        _text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
    }

    public override string ToString() => _text.ToString();
}
