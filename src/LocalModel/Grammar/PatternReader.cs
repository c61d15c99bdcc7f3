using System.Globalization;
using System.Text;

namespace SKReasoning.LocalModel.Grammar;

/// <summary>Reads a regular expression.</summary>
/// <remarks>
/// Literals, <c>.</c>, classes, <c>\d \w \s</c> and their complements as ECMA-262 defines them, groups, alternatives, quantifiers, and
/// <c>^</c> and <c>$</c> at the ends of the whole pattern or of its alternatives. Look-around, back-references, word boundaries, Unicode
/// properties and inline options are errors. A pattern without <c>^</c> or <c>$</c> allows any text on that side.
/// </remarks>
internal sealed class PatternReader(SchemaNode node)
{
    private const int LongestPattern = 4096;
    private const int DeepestGroup = 64;

    // Twice the states, since each step of a counted repetition is a part as well.
    private const int LargestSize = 2 * PatternAutomaton.MostStates;

    private static readonly PatternPart s_anyText = new PatternPart.Repeat(new PatternPart.Characters(CodePointSet.All), 0, null);

    private readonly Rune[] _pattern = [.. node.Text().EnumerateRunes()];
    private int _at;
    private int _depth;

    public PatternPart Read()
    {
        if (_pattern.Length > LongestPattern)
        {
            throw node.Error($"a pattern of more than {LongestPattern} characters cannot become a grammar; write a shorter one, or leave it out.");
        }

        var alternatives = new List<PatternPart>();
        do
        {
            var isStart = Take('^');
            var sequence = Sequence();
            var isEnd = Take('$');
            alternatives.Add(new PatternPart.Sequence([.. isStart ? [] : new[] { s_anyText }, sequence, .. isEnd ? [] : new[] { s_anyText }]));
        }
        while (Take('|'));

        return _at < _pattern.Length
            ? throw Unsupported($"'{_pattern[_at]}' in the middle")
            : Sized(new PatternPart.Choice(alternatives));
    }

    private PatternPart.Choice Group()
    {
        if (Take('?'))
        {
            Name();
        }

        _depth++;
        if (_depth > DeepestGroup)
        {
            throw Unsupported($"more than {DeepestGroup} groups inside one another");
        }

        var alternatives = new List<PatternPart>();
        do
        {
            alternatives.Add(Sequence());
        }
        while (Take('|'));

        Expect(')');
        _depth--;
        return new PatternPart.Choice(alternatives);
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

    private PatternPart.Sequence Sequence()
    {
        var parts = new List<PatternPart>();
        while (_at < _pattern.Length && Peek is not ('|' or ')' or '$'))
        {
            parts.Add(Quantified(Atom()));
        }

        return new PatternPart.Sequence(parts);
    }

    private PatternPart Atom()
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

    private PatternPart Quantified(PatternPart atom)
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
        if (min > (max ?? min))
        {
            throw Unsupported("these repetition counts");
        }

        // A lazy quantifier matches the same texts.
        Take('?');
        return Peek is '*' or '+' or '?' or '{'
            ? throw Unsupported("a quantifier of a quantifier")
            : Sized(new PatternPart.Repeat(atom, min, max));
    }

    private PatternPart Sized(PatternPart part) => part.Size <= LargestSize ? part : throw Unsupported("repetition counts as large as these");

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

    private PatternPart.Characters Characters(CodePointSet set) => JsonRules.CanWrite(set)
        ? new PatternPart.Characters(set)
        : throw Unsupported("a class of control characters alone, or an empty one");

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
        => node.Error($"in the pattern '{Shortened(node.Text())}', {what} cannot become a grammar; write a simpler pattern, or leave it out.");

    private static string Shortened(string pattern) => pattern.Length <= 200 ? pattern : pattern[..200] + "…";

    private void Expect(char expected)
    {
        if (!Take(expected))
        {
            throw Unsupported($"a missing '{expected}'");
        }
    }
}
