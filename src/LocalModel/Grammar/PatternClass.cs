namespace SKReasoning.LocalModel.Grammar;

/// <summary>The character classes of regular expressions.</summary>
internal sealed class PatternClass(PatternReader reader)
{
    public static CodePointSet Digits { get; } = CodePointSet.Of(('0', '9'));

    public static CodePointSet Word { get; } = CodePointSet.Of(('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z'));

    public static CodePointSet Space { get; } = CodePointSet.Of(
        ('\t', '\r'), (0x2000, 0x200A), (0x2028, 0x2029)).Union(CodePointSet.Of(" \u00A0\u1680\u202F\u205F\u3000\uFEFF"));

    /// <summary>Reads a class whose opening bracket was taken.</summary>
    public CodePointSet Read()
    {
        var isComplement = reader.Take('^');
        var sets = new List<CodePointSet>();
        while (!reader.Take(']'))
        {
            var first = Item();
            if (!reader.Take('-'))
            {
                sets.Add(first);
            }
            else if (reader.Peek is ']')
            {
                sets.AddRange([first, CodePointSet.Of("-")]);
            }
            else
            {
                sets.Add(Range(first, Item()));
            }
        }

        var set = CodePointSet.Union(sets);
        return isComplement ? set.Complement() : set;
    }

    private CodePointSet Range(CodePointSet first, CodePointSet last) => first.Single is { } from && last.Single is { } to && from <= to
        ? CodePointSet.Of((from, to))
        : throw reader.Unsupported("a range whose ends are not two characters in order");

    private CodePointSet Item()
    {
        var next = reader.Next();
        return next.Value switch
        {
            '\\' => reader.Escape(insideClass: true),
            // .NET takes a class away after -[, and other dialects read && and [: as operators.
            '[' => throw reader.Unsupported("'[' inside a class, write '\\[',"),
            _ => CodePointSet.Of(next.ToString()),
        };
    }
}
