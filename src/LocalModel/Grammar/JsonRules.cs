using System.Text;
using System.Text.Json;
using SKReasoning.LocalModel.Calls;

namespace SKReasoning.LocalModel.Grammar;

/// <summary>Rules for JSON without a schema, in the style that models write: <c>{"a": 1, "b": [1, 2]}</c>.</summary>
/// <remarks>
/// One space may follow a colon or a comma; there is no other white space, for models loop on it. Numbers have at most 15 digits before
/// and 12 after the point, integers 18, and free values at most 16 levels. Strings are without limit.
/// </remarks>
/// <param name="grammar">Takes the rules.</param>
/// <param name="notation">How the values are written; JSON where none is given.</param>
/// <param name="excluded">Characters that texts cannot hold in a notation without escapes, beside the first of its quote.</param>
internal sealed class JsonRules(GbnfBuilder grammar, ValueNotation? notation = null, string excluded = "")
{
    private const int FreeLevels = 16;
    private const string ShortEscapes = "\"\\\b\f\n\r\t";

    private static readonly CodePointSet s_escaped = CodePointSet.Of((0, 0x1F)).Union(CodePointSet.Of("\"\\"));
    private static readonly CodePointSet s_plain = s_escaped.Complement();
    private static readonly CodePointSet s_writable = s_plain.Union(CodePointSet.Of(ShortEscapes));
    private static readonly CodePointSet s_controls = CodePointSet.Of((0, 0x1F)).Except(CodePointSet.Of("\n\r\t"));
    private static readonly CodePointSet s_python = CodePointSet.Of((0, 0x1F), (0x7F, 0x9F)).Union(CodePointSet.Of("'\"\\")).Complement();
    private static readonly CodePointSet s_bare = CodePointSet.Of(('a', 'z'), ('A', 'Z'), ('0', '9')).Union(CodePointSet.Of("_-"));

    // Without escapes, what begins like the end of a text cannot stand in one that a pattern or a length holds.
    private readonly CodePointSet _unquoted = s_controls.Union(CodePointSet.Of(excluded + (notation is { Quote: { Length: > 0 } quote } ? quote[..1] : ""))).Complement();
    private readonly ValueNotation _notation = notation ?? ValueNotation.Json;
    private readonly Dictionary<string, string> _written = [];
    private readonly Dictionary<string, string> _patterns = [];
    private (string Value, string Object)? _free;

    public GbnfBuilder Grammar => grammar;

    /// <summary>Whether objects have their members in the order of their keys.</summary>
    public bool SortsKeys => _notation.SortsKeys;

    public string Comma => Once("comma", () => Separator(_notation.Comma));

    public string Colon => Once("colon", () => Separator(_notation.Colon));

    public string Null => Once("null", () => Literal(_notation.Null));

    public string Boolean => Once("boolean", () => $"{Literal(_notation.True)} | {Literal(_notation.False)}");

    public string Integer => Once("integer", () => "\"0\" | \"-\"? [1-9] [0-9]{0,17}");

    public string Number => Once(
        "number",
        () => "\"-\"? (\"0\" | [1-9] [0-9]{0,14}) (\".\" [0-9]{1,12})? ([eE] [-+]? [0-9]{1,2})?");

    public string String => _notation.Text switch
    {
        TextStyle.Python => Once("string", () => $"\"'\" {Character}* \"'\" | \"\\\"\" ({s_python.ToGbnf()} | \"'\" | {PythonEscape})* \"\\\"\""),
        TextStyle.Raw => Once("string", () => $"{Literal(_notation.Quote)} {new RawTextRules(grammar).Until([(_notation.Quote, "")])}"),
        _ => Once("string", () => $"{Literal("\"")} {Character}* {Literal("\"")}"),
    };

    /// <summary>One character of a string, escaped or not; half of a surrogate pair is none.</summary>
    public string Character => _notation.Text switch
    {
        TextStyle.Python => Once("char", () => $"{s_python.ToGbnf()} | \"\\\"\" | {PythonEscape}"),
        TextStyle.Raw => Once("char", _unquoted.ToGbnf),
        _ => Once("char", () => $"{s_plain.ToGbnf()} | {Escape}"),
    };

    /// <summary>Any value.</summary>
    public string Value => (_free ??= WriteFree()).Value;

    /// <summary>Any object.</summary>
    public string Object => (_free ??= WriteFree()).Object;

    private string PythonEscape => Once(
        "escape",
        () => $"\"\\\\\" ([\\x27\\x22\\x5Cnrtbf] | \"x\" {Hex}{{2}} | \"u\" ([0-9a-cA-CefEF] {Hex}{{3}} | [dD] [0-7] {Hex}{{2}}) | \"U000\" [01] {Hex}{{4}})");

    private string Escape => Once("escape", () => $"\"\\\\\" ([\\\"\\\\/bfnrt] | \"u\" {CodeUnit})");

    // One code unit outside the surrogates, or a high surrogate and the escape of a low one.
    private string CodeUnit => Once(
        "unit",
        () => $"[0-9a-cA-CefEF] {Hex}{{3}} | [dD] [0-7] {Hex}{{2}} | [dD] [89abAB] {Hex}{{2}} \"\\\\u\" [dD] [c-fC-F] {Hex}{{2}}");

    private string Hex => Once("hex", () => "[0-9a-fA-F]");

    /// <summary>A GBNF literal of <paramref name="json"/>.</summary>
    public static string Literal(string json) => GbnfBuilder.Literal(json);

    /// <summary>A JSON string of <paramref name="text"/> that escapes no more than it must.</summary>
    public static string Quote(string text)
    {
        var json = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            json.Append(EscapeRune(rune.Value) ?? (rune.Value < 0x20 ? $"\\u{rune.Value:x4}" : rune.ToString()));
        }

        return json.Append('"').ToString();
    }

    /// <summary>A text in quotes, as it stands.</summary>
    /// <param name="body">GBNF of the text; may be empty.</param>
    public string Quoted(string body) => grammar.AddRule("string", GbnfBuilder.Join(OpenQuote, body, OpenQuote));

    /// <summary>A sequence that matches one member: key, colon and a value.</summary>
    public string Member(string name, string value)
        => grammar.AddRule("member", $"{Literal(_notation.HasBareKeys ? name : _notation.QuoteText(name))} {Colon} {value}");

    /// <summary>A sequence that matches <paramref name="min"/> to <paramref name="max"/> items with commas between them.</summary>
    public string List(string item, int min, int? max)
    {
        if (max == 0)
        {
            return "";
        }

        var next = grammar.AddRule("item", $"{Comma} {item}");
        var list = GbnfBuilder.Join(item, grammar.Repeat(next, Math.Max(min - 1, 0), max - 1));
        return min > 0 ? list : grammar.AddRule("list", list) + "?";
    }

    /// <summary>A member whose key is not in <paramref name="declared"/>; such a key is not empty and holds no escapes.</summary>
    /// <remarks>Without escapes, since one could spell a declared name.</remarks>
    public string MemberExcept(IReadOnlyCollection<string> declared, string value)
    {
        var quote = _notation.HasBareKeys ? "" : OpenQuote;
        var key = declared.Count == 0 && !_notation.HasBareKeys
            ? String
            : grammar.AddRule("key", GbnfBuilder.Join(quote, KeyExcept(declared), quote));
        return grammar.AddRule("member", $"{key} {Colon} {value}");
    }

    /// <summary>A key without quotes that is not in <paramref name="declared"/>.</summary>
    public string KeyExcept(IReadOnlyCollection<string> declared) => TextExcept([.. declared.Select(name => name.EnumerateRunes().ToArray())], 0);

    /// <summary>Whether <see cref="Characters"/> can write a character of <paramref name="set"/>.</summary>
    public static bool CanWrite(CodePointSet set) => !s_writable.Intersect(set).IsEmpty;

    /// <summary>The characters of <paramref name="set"/> as a string holds them; null where it can hold none.</summary>
    public string? Characters(CodePointSet set)
    {
        if (_notation.Text == TextStyle.Raw)
        {
            // Characters that the text must have stay: a pattern that demands them is not wrong.
            var free = set.Intersect(_unquoted);
            return (free.IsEmpty ? set : free).ToGbnf();
        }

        return _notation.Text == TextStyle.Python ? PythonCharacters(set) : JsonCharacters(set);
    }

    private string? JsonCharacters(CodePointSet set)
    {
        var alternatives = new List<string>();
        var plain = set.Except(s_escaped);
        if (!plain.IsEmpty)
        {
            alternatives.Add(plain.ToGbnf());
        }

        alternatives.AddRange(ShortEscapes.Where(c => set.Contains(c)).Select(c => Literal(EscapeRune(c)!)));
        return alternatives.Count switch
        {
            0 => null,
            1 when !plain.IsEmpty => alternatives[0],
            _ => grammar.AddRule("chars", string.Join(" | ", alternatives)),
        };
    }

    /// <summary>The GBNF of a pattern that <paramref name="write"/> writes; equal patterns share it.</summary>
    public string Pattern(string pattern, Func<string> write)
    {
        if (!_patterns.TryGetValue(pattern, out var gbnf))
        {
            gbnf = write();
            _patterns.Add(pattern, gbnf);
        }

        return gbnf;
    }

    /// <summary>Matches a value as its schema writes it, but for white space.</summary>
    public string Constant(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => Enclosed("{", ValueNotation.Members(value, SortsKeys).Select(Constant), "}"),
        JsonValueKind.Array => Enclosed("[", value.EnumerateArray().Select(Constant), "]"),
        _ => Literal(_notation.Write(value)),
    };

    private static string? EscapeRune(int rune) => rune switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\b' => "\\b",
        '\f' => "\\f",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        _ => null,
    };

    private string OpenQuote => Literal(_notation.Text switch { TextStyle.Python => "'", TextStyle.Raw => _notation.Quote, _ => "\"" });

    // What a key that is declared nowhere may hold.
    private CodePointSet KeyCharacters => _notation.HasBareKeys ? s_bare : _notation.Text switch { TextStyle.Python => s_python, TextStyle.Raw => _unquoted, _ => s_plain };

    private string Constant(JsonProperty member)
        => $"{Literal(_notation.HasBareKeys ? member.Name : _notation.QuoteText(member.Name))} {Colon} {Constant(member.Value)}";

    private string PythonCharacters(CodePointSet set)
    {
        string[] escapes = ["\\", "'", "\n", "\r", "\t"];
        var plain = set.Intersect(s_python.Union(CodePointSet.Of("\"")));
        string[] ways = [.. plain.IsEmpty ? [] : new[] { plain.ToGbnf() }, .. escapes.Where(escape => set.Contains(escape[0])).Select(escape => Literal(_notation.QuoteText($"\"{escape}")[2..^1]))];
        return ways.Length == 1 ? ways[0] : grammar.AddRule("chars", string.Join(" | ", ways));
    }

    // A notation of a template's own has no white space.
    private string Separator(string text) => _notation.HasBareKeys ? Literal(text) : $"{Literal(text.TrimEnd())} \" \"?";

    private string Enclosed(string open, IEnumerable<string> parts, string close)
        => GbnfBuilder.Join(Literal(open), string.Join($" {Comma} ", parts), Literal(close));

    // One rule for each level, from the inside out, so that nesting ends.
    private (string Value, string Object) WriteFree()
    {
        var scalar = $"{String} | {Number} | {Boolean} | {Null}";
        var key = _notation.HasBareKeys ? KeyExcept([]) : String;
        var (value, members) = (grammar.AddRule("value", scalar), "");
        for (var level = 0; level < FreeLevels; level++)
        {
            var member = grammar.AddRule("member", $"{key} {Colon} {value}");
            var items = grammar.AddRule("array", $"\"[\" ({value} ({Comma} {value})*)? \"]\"");
            members = grammar.AddRule("object", $"\"{{\" ({member} ({Comma} {member})*)? \"}}\"");
            value = grammar.AddRule("value", $"{members} | {items} | {scalar}");
        }

        return (value, members);
    }

    private string Once(string name, Func<string> body)
    {
        if (!_written.TryGetValue(name, out var rule))
        {
            rule = grammar.AddRule(name, body());
            _written.Add(name, rule);
        }

        return rule;
    }

    // One rule for each prefix that the names share, so that llama.cpp keeps one stack while a key is written.
    private string TextExcept(List<Rune[]> names, int length)
    {
        var any = Once("plain", KeyCharacters.ToGbnf);
        var longer = names.Where(name => name.Length > length).GroupBy(name => name[length]).ToList();
        var others = KeyCharacters.Except(CodePointSet.Of(string.Concat(longer.Select(group => group.Key))));
        var next = longer
            .Where(group => KeyCharacters.Contains(group.Key.Value))
            .Select(group => $"{Literal(group.Key.ToString())} {TextExcept([.. group], length + 1)}");
        var text = grammar.AddRule("text", string.Join(" | ", next.Prepend($"{others.ToGbnf()} {any}*")));
        return length == 0 || names.Exists(name => name.Length == length) ? text : text + "?";
    }
}
