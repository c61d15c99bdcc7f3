using System.Globalization;
using System.Text;

namespace SKReasoning.LocalModel;

/// <summary>Turns a regular expression into GBNF for the inside of a JSON string.</summary>
/// <remarks>
/// Literals, <c>.</c>, classes, <c>\d \w \s</c> and their complements as ECMA-262 defines them, groups, alternatives, quantifiers, and
/// <c>^</c> and <c>$</c> at the ends of the whole pattern or of its alternatives. Look-around, back-references, word boundaries, Unicode
/// properties and inline options are errors. A pattern without <c>^</c> or <c>$</c> allows any text on that side.
/// </remarks>
internal sealed class PatternReader(JsonRules rules, SchemaNode node)
{
    private readonly Rune[] _pattern = [.. node.Text().EnumerateRunes()];
    private int _at;

    /// <returns>GBNF; empty where the pattern allows the empty string alone.</returns>
    public string Read()
    {
        var alternatives = new List<string>();
        do
        {
            var start = Take('^') ? "" : $"{rules.Character}*";
            var sequence = Sequence();
            var end = Take('$') ? "" : $"{rules.Character}*";
            alternatives.Add(GbnfBuilder.Join(start, sequence.Gbnf, end));
        }
        while (Take('|'));

        return _at < _pattern.Length
            ? throw Unsupported($"'{_pattern[_at]}' in the middle")
            : alternatives.Count == 1 ? alternatives[0] : $"({string.Join(" | ", alternatives)})";
    }

    private Part Group()
    {
        if (Take('?'))
        {
            Name();
        }

        var alternatives = new List<Part>();
        do
        {
            alternatives.Add(Sequence());
        }
        while (Take('|'));

        Expect(')');
        var body = string.Join(" | ", alternatives.Select(part => part.Gbnf.Length == 0 ? "\"\"" : part.Gbnf));
        return new Part(rules.Grammar.AddRule("group", body), alternatives.Exists(part => part.MayBeEmpty));
    }

    // (?: and (?<name> group as ( does; every other (? looks around or sets options.
    private void Name()
    {
        if (Take(':'))
        {
            return;
        }

        if (Peek is not '<' || _at + 1 >= _pattern.Length || !Rune.IsLetter(_pattern[_at + 1]))
        {
            throw Unsupported("'(?' other than '(?:' and '(?<name>'");
        }

        while (!Take('>'))
        {
            Next();
        }
    }

    private Part Sequence()
    {
        var parts = new List<Part>();
        while (_at < _pattern.Length && Peek is not ('|' or ')' or '$'))
        {
            parts.Add(Quantified(Atom()));
        }

        return new Part(GbnfBuilder.Join(parts.Select(part => part.Gbnf)), parts.TrueForAll(part => part.MayBeEmpty));
    }

    private Part Atom()
    {
        var next = Next();
        return next.Value switch
        {
            '(' => Group(),
            '[' => Characters(new PatternClass(this).Read()),
            '.' => Characters(CodePointSet.Of("\n\r\u2028\u2029").Complement()),
            '\\' => Characters(Escape(insideClass: false)),
            '^' or '*' or '+' or '?' or '{' or '}' or ']' => throw Unsupported($"'{next}' where it stands"),
            _ => Characters(CodePointSet.Of(next.ToString())),
        };
    }

    private Part Quantified(Part atom)
    {
        (int Min, int? Max)? times = Peek switch
        {
            '*' => (0, null),
            '+' => (1, null),
            '?' => (0, 1),
            '{' => (-1, null),
            _ => null,
        };
        if (times is null)
        {
            return atom;
        }

        Next();
        var (min, max) = times.Value.Min < 0 ? Braces() : times.Value;
        if (min > (max ?? min) || min > GbnfBuilder.MaxCount)
        {
            throw Unsupported("these repetition counts");
        }

        if (max is null && atom.MayBeEmpty)
        {
            throw Unsupported("endless repetition of what may be empty");
        }

        // A lazy quantifier matches the same texts.
        Take('?');
        return Peek is '*' or '+' or '?' or '{'
            ? throw Unsupported("a quantifier of a quantifier")
            : new Part(rules.Grammar.Repeat(atom.Gbnf, min, max), min == 0 || atom.MayBeEmpty);
    }

    private (int Min, int? Max) Braces()
    {
        var min = Number();
        if (Take('}'))
        {
            return (min, min);
        }

        Expect(',');
        int? max = Peek is '}' ? null : Number();
        Expect('}');
        return (min, max);
    }

    private int Number()
    {
        var digits = new StringBuilder();
        while (Peek is >= '0' and <= '9')
        {
            digits.Append(Next());
        }

        return int.TryParse(digits.ToString(), out var number) ? number : throw Unsupported("a count that is no number");
    }

    private Part Characters(CodePointSet set)
        => new(rules.Characters(set) ?? throw Unsupported("a class of control characters alone, or an empty one"), MayBeEmpty: false);

    /// <summary>The characters of an escape whose backslash was taken.</summary>
    internal CodePointSet Escape(bool insideClass)
    {
        var next = Next();
        return next.Value switch
        {
            'd' => PatternClass.Digits,
            'D' => PatternClass.Digits.Complement(),
            'w' => PatternClass.Word,
            'W' => PatternClass.Word.Complement(),
            's' => PatternClass.Space,
            'S' => PatternClass.Space.Complement(),
            't' => CodePointSet.Of("\t"),
            'n' => CodePointSet.Of("\n"),
            'r' => CodePointSet.Of("\r"),
            'f' => CodePointSet.Of("\f"),
            'b' when insideClass => CodePointSet.Of("\b"),
            'x' => Hex(2),
            'u' => Hex(4),
            _ when Rune.IsLetterOrDigit(next) => throw Unsupported($"'\\{next}'"),
            _ => CodePointSet.Of(next.ToString()),
        };
    }

    private CodePointSet Hex(int digits)
    {
        var text = string.Concat(Enumerable.Range(0, digits).Select(_ => Next().ToString()));
        return int.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) && Rune.IsValid(value)
            ? CodePointSet.Of((value, value))
            : throw Unsupported($"'{text}' as a character");
    }

    internal int? Peek => _at < _pattern.Length ? _pattern[_at].Value : null;

    internal Rune Next() => _at < _pattern.Length ? _pattern[_at++] : throw Unsupported("a pattern that ends too early");

    internal bool Take(char expected)
    {
        var taken = Peek == expected;
        _at += taken ? 1 : 0;
        return taken;
    }

    internal SchemaNotSupportedException Unsupported(string what)
        => node.Error($"in the pattern '{node.Text()}', {what} cannot become a grammar; write a simpler pattern, or leave it out.");

    private void Expect(char expected)
    {
        if (!Take(expected))
        {
            throw Unsupported($"a missing '{expected}'");
        }
    }

    private readonly record struct Part(string Gbnf, bool MayBeEmpty);
}
