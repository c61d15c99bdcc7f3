using System.Text;

namespace SKReasoning.LocalModel.Grammar;

/// <summary>A set of Unicode characters as sorted ranges of code points, without surrogates.</summary>
internal sealed class CodePointSet
{
    private readonly List<(int First, int Last)> _ranges = [];

    private CodePointSet(IEnumerable<(int First, int Last)> ranges)
    {
        foreach (var (first, last) in ranges.Where(range => range.First <= range.Last).Order())
        {
            if (_ranges.Count > 0 && first <= _ranges[^1].Last + 1)
            {
                _ranges[^1] = (_ranges[^1].First, Math.Max(_ranges[^1].Last, last));
            }
            else
            {
                _ranges.Add((first, last));
            }
        }
    }

    public static CodePointSet All { get; } = new([(0, 0xD7FF), (0xE000, 0x10FFFF)]);

    /// <summary>The ranges in ascending order, with gaps between them.</summary>
    public IReadOnlyList<(int First, int Last)> Ranges => _ranges;

    public bool IsEmpty => _ranges.Count == 0;

    /// <summary>The character of a set of one; null for every other set.</summary>
    public int? Single => _ranges.Count == 1 && _ranges[0].First == _ranges[0].Last ? _ranges[0].First : null;

    public static CodePointSet Of(params ReadOnlySpan<(int First, int Last)> ranges) => new(ranges.ToArray());

    public static CodePointSet Union(IEnumerable<CodePointSet> sets) => new(sets.SelectMany(set => set._ranges));

    public static CodePointSet OfRanges(IEnumerable<(int First, int Last)> ranges) => new(ranges);

    /// <summary>The set of the characters of <paramref name="text"/>.</summary>
    public static CodePointSet Of(string text) => new(text.EnumerateRunes().Select(rune => (rune.Value, rune.Value)));

    public bool Contains(int codePoint) => _ranges.Exists(range => range.First <= codePoint && codePoint <= range.Last);

    public CodePointSet Union(CodePointSet other) => new(_ranges.Concat(other._ranges));

    public CodePointSet Intersect(CodePointSet other) => Except(other.Complement());

    public CodePointSet Complement() => All.Except(this);

    public CodePointSet Except(CodePointSet other)
    {
        var left = new List<(int, int)>();
        foreach (var (first, last) in _ranges)
        {
            var next = first;
            foreach (var (otherFirst, otherLast) in other._ranges)
            {
                left.Add((next, Math.Min(last, otherFirst - 1)));
                next = Math.Max(next, otherLast + 1);
            }

            left.Add((next, last));
        }

        return new(left);
    }

    /// <summary>The set as a GBNF character class, such as <c>[a-z_]</c>.</summary>
    public string ToGbnf()
    {
        var text = new StringBuilder("[");
        foreach (var (first, last) in _ranges)
        {
            AppendEscaped(text, first);
            if (last > first)
            {
                AppendEscaped(text.Append('-'), last);
            }
        }

        return text.Append(']').ToString();
    }

    private static void AppendEscaped(StringBuilder text, int codePoint)
    {
        if (codePoint < 0x80 && char.IsAsciiLetterOrDigit((char)codePoint))
        {
            text.Append((char)codePoint);
            return;
        }

        text.Append(codePoint < 0x100 ? $"\\x{codePoint:X2}" : codePoint < 0x10000 ? $"\\u{codePoint:X4}" : $"\\U{codePoint:X8}");
    }
}
