using System.Text;
using System.Text.Json;

namespace SKReasoning.LocalModel.Grammar;

/// <summary>Rules for JSON without a schema, in the style that models write: <c>{"a": 1, "b": [1, 2]}</c>.</summary>
/// <remarks>
/// One space may follow a colon or a comma; there is no other white space, for models loop on it. Numbers have at most 15 digits before
/// and 12 after the point, integers 18, and free values at most 16 levels. Strings are without limit.
/// </remarks>
internal sealed class JsonRules(GbnfBuilder grammar)
{
    private const int FreeLevels = 16;
    private const string ShortEscapes = "\"\\\b\f\n\r\t";

    private static readonly CodePointSet s_escaped = CodePointSet.Of((0, 0x1F)).Union(CodePointSet.Of("\"\\"));
    private static readonly CodePointSet s_plain = s_escaped.Complement();
    private static readonly CodePointSet s_writable = s_plain.Union(CodePointSet.Of(ShortEscapes));

    private readonly Dictionary<string, string> _written = [];
    private readonly Dictionary<string, string> _patterns = [];
    private (string Value, string Object)? _free;

    public GbnfBuilder Grammar => grammar;

    public string Comma => Once("comma", () => "\",\" \" \"?");

    public string Colon => Once("colon", () => "\":\" \" \"?");

    public string Null => Once("null", () => "\"null\"");

    public string Boolean => Once("boolean", () => "\"true\" | \"false\"");

    public string Integer => Once("integer", () => "\"0\" | \"-\"? [1-9] [0-9]{0,17}");

    public string Number => Once(
        "number",
        () => "\"-\"? (\"0\" | [1-9] [0-9]{0,14}) (\".\" [0-9]{1,12})? ([eE] [-+]? [0-9]{1,2})?");

    public string String => Once("string", () => $"{Literal("\"")} {Character}* {Literal("\"")}");

    /// <summary>One character of a string, escaped or not; half of a surrogate pair is none.</summary>
    public string Character => Once("char", () => $"{s_plain.ToGbnf()} | {Escape}");

    /// <summary>Any value.</summary>
    public string Value => (_free ??= WriteFree()).Value;

    /// <summary>Any object.</summary>
    public string Object => (_free ??= WriteFree()).Object;

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

    /// <summary>A sequence that matches one member: key, colon and a value.</summary>
    public string Member(string name, string value) => grammar.AddRule("member", $"{Literal(Quote(name))} {Colon} {value}");

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
        var quote = Literal("\"");
        var key = declared.Count == 0
            ? String
            : grammar.AddRule("key", $"{quote} {TextExcept([.. declared.Select(name => name.EnumerateRunes().ToArray())], 0)} {quote}");
        return grammar.AddRule("member", $"{key} {Colon} {value}");
    }

    /// <summary>Whether <see cref="Characters"/> can write a character of <paramref name="set"/>.</summary>
    public static bool CanWrite(CodePointSet set) => !s_writable.Intersect(set).IsEmpty;

    /// <summary>The characters of <paramref name="set"/> as a string holds them; null where it can hold none.</summary>
    public string? Characters(CodePointSet set)
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
        JsonValueKind.Object => Enclosed("{", value.EnumerateObject().Select(Constant), "}"),
        JsonValueKind.Array => Enclosed("[", value.EnumerateArray().Select(Constant), "]"),
        JsonValueKind.String => Literal(Quote(value.GetString()!)),
        _ => Literal(value.GetRawText()),
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

    private string Constant(JsonProperty member) => $"{Literal(Quote(member.Name))} {Colon} {Constant(member.Value)}";

    private string Enclosed(string open, IEnumerable<string> parts, string close)
        => GbnfBuilder.Join(Literal(open), string.Join($" {Comma} ", parts), Literal(close));

    // One rule for each level, from the inside out, so that nesting ends.
    private (string Value, string Object) WriteFree()
    {
        var scalar = $"{String} | {Number} | {Boolean} | {Null}";
        var (value, members) = (grammar.AddRule("value", scalar), "");
        for (var level = 0; level < FreeLevels; level++)
        {
            var member = grammar.AddRule("member", $"{String} {Colon} {value}");
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
        var any = Once("plain", s_plain.ToGbnf);
        var longer = names.Where(name => name.Length > length).GroupBy(name => name[length]).ToList();
        var others = s_plain.Except(CodePointSet.Of(string.Concat(longer.Select(group => group.Key))));
        var next = longer
            .Where(group => s_plain.Contains(group.Key.Value))
            .Select(group => $"{Literal(group.Key.ToString())} {TextExcept([.. group], length + 1)}");
        var text = grammar.AddRule("text", string.Join(" | ", next.Prepend($"{others.ToGbnf()} {any}*")));
        return length == 0 || names.Exists(name => name.Length == length) ? text : text + "?";
    }
}
