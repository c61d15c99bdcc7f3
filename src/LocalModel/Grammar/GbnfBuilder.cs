using System.Globalization;
using System.Text;

namespace SKReasoning.LocalModel.Grammar;

/// <summary>The rules of one GBNF grammar; equal bodies share one rule.</summary>
/// <remarks>Not thread-safe. After an exception out of a writer that uses the builder, drop the builder: rules may be missing.</remarks>
internal sealed class GbnfBuilder
{
    /// <summary>The largest number of repetitions that <see cref="Repeat"/> counts.</summary>
    /// <remarks>llama.cpp unfolds a repetition, refuses 2000 of them, and silently takes a larger upper bound for none.</remarks>
    public const int MaxCount = 256 * BlockSize;

    private const int BlockSize = 64;
    private const int LargestPlainCount = 256;

    private readonly List<(string Name, string Body)> _rules = [];
    private readonly Dictionary<string, string> _names = [];
    private readonly Dictionary<string, int> _counts = new() { ["root"] = 1 };

    /// <summary>A quoted literal that matches <paramref name="text"/>; invalid UTF-16 becomes U+FFFD.</summary>
    public static string Literal(string text)
    {
        var literal = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '"' => literal.Append("\\\""),
                '\\' => literal.Append("\\\\"),
                '\n' => literal.Append("\\n"),
                '\r' => literal.Append("\\r"),
                '\t' => literal.Append("\\t"),
                < 0x20 or 0x7F => literal.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:X2}"),
                _ => literal.Append(rune.ToString()),
            };
        }

        return literal.Append('"').ToString();
    }

    /// <summary>Adds a rule, or finds the one with the same body.</summary>
    /// <param name="hint">Start of the name: letters.</param>
    /// <param name="body">GBNF on one line; not empty.</param>
    /// <returns>The name of the rule.</returns>
    public string AddRule(string hint, string body)
    {
        if (_names.TryGetValue(body, out var known))
        {
            return known;
        }

        var name = Reserve(hint);
        _names.Add(body, name);
        Define(name, body);
        return name;
    }

    /// <summary>A name for a rule that refers to itself; <see cref="Define"/> gives it a body.</summary>
    /// <param name="hint">Start of the name: letters.</param>
    public string Reserve(string hint)
    {
        var count = _counts.GetValueOrDefault(hint) + 1;
        _counts[hint] = count;
        return count == 1 ? hint : $"{hint}-{count}";
    }

    public void Define(string name, string body) => _rules.Add((name, body));

    /// <summary>The item from <paramref name="min"/> to <paramref name="max"/> times; empty text where that is never.</summary>
    /// <param name="item">A rule name or a character class.</param>
    /// <param name="min">From 0 to <see cref="MaxCount"/>.</param>
    /// <param name="max">At least <paramref name="min"/>; null is without limit, and more than <see cref="MaxCount"/> is that.</param>
    public string Repeat(string item, int min, int? max)
    {
        var exact = Exactly(item, min);
        var more = max is null ? item + "*" : UpTo(item, Math.Min(max.Value, MaxCount) - min);
        return Join(exact, more);
    }

    /// <summary>The grammar whose text is <paramref name="rootBody"/>.</summary>
    /// <param name="rootBody">GBNF on one line; names rules that were added.</param>
    public string Build(string rootBody)
    {
        var text = new StringBuilder("root ::= ").Append(rootBody).Append('\n');
        foreach (var (name, body) in _rules)
        {
            text.Append(name).Append(" ::= ").Append(body).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>A sequence of the parts that are not empty.</summary>
    public static string Join(params IEnumerable<string> parts) => string.Join(' ', parts.Where(part => part.Length > 0));

    private string Exactly(string item, int count) => count switch
    {
        0 => "",
        1 => item,
        <= LargestPlainCount => $"{item}{{{count}}}",
        _ => Join(Exactly(Block(item), count / BlockSize), Exactly(item, count % BlockSize)),
    };

    // A count above the plain ones is blocks and then single items; a full block and single items in its place stay apart by the bound.
    private string UpTo(string item, int count) => count switch
    {
        0 => "",
        1 => item + "?",
        <= LargestPlainCount => $"{item}{{0,{count}}}",
        _ => $"({Join(UpTo(Block(item), (count / BlockSize) - 1), UpTo(item, BlockSize - 1))}"
            + $" | {Join(Exactly(Block(item), count / BlockSize), UpTo(item, count % BlockSize))})",
    };

    private string Block(string item) => AddRule("block", $"{item}{{{BlockSize}}}");
}
