using System.Text;
using System.Text.Json;

namespace SKReasoning.LocalModel;

/// <summary>Rules for JSON without a schema, in the style that models write: <c>{"a": 1, "b": [1, 2]}</c>.</summary>
/// <remarks>
/// One space may follow a colon or a comma; there is no other white space, for models loop on it. Numbers have at most 15 digits before
/// and 12 after the point, integers 18, and free values at most 16 levels. Strings are without limit.
/// </remarks>
internal sealed class JsonRules(GbnfBuilder grammar)
{
    private const int FreeLevels = 16;

    // What a JSON string may hold as it is.
    private static readonly CodePointSet s_plain = CodePointSet.All.Except(CodePointSet.Of((0, 0x1F))).Except(CodePointSet.Of("\"\\"));

    private readonly Dictionary<int, string> _values = [];

    public GbnfBuilder Grammar => grammar;

    public string Comma => grammar.AddRule("comma", "\",\" \" \"?");

    public string Colon => grammar.AddRule("colon", "\":\" \" \"?");

    public string Null => grammar.AddRule("null", "\"null\"");

    public string Boolean => grammar.AddRule("boolean", "\"true\" | \"false\"");

    public string Integer => grammar.AddRule("integer", "\"0\" | \"-\"? [1-9] [0-9]{0,17}");

    public string Number => grammar.AddRule(
        "number",
        "\"-\"? (\"0\" | [1-9] [0-9]{0,14}) (\".\" [0-9]{1,12})? ([eE] [-+]? [0-9]{1,2})?");

    public string String => grammar.AddRule("string", $"{Literal("\"")} {Character}* {Literal("\"")}");

    /// <summary>One character of a string, escaped or not; half of a surrogate pair is none.</summary>
    public string Character => grammar.AddRule("char", $"{s_plain.ToGbnf()} | {Escape}");

    /// <summary>Any value.</summary>
    public string Value => ValueOf(FreeLevels);

    /// <summary>Any object.</summary>
    public string Object => ObjectOf(FreeLevels);

    private string Escape => grammar.AddRule("escape", $"\"\\\\\" ([\\\"\\\\/bfnrt] | \"u\" {CodeUnit})");

    // One code unit outside the surrogates, or a high surrogate and the escape of a low one.
    private string CodeUnit => grammar.AddRule(
        "unit",
        $"[0-9a-cA-CefEF] {Hex}{{3}} | [dD] [0-7] {Hex}{{2}} | [dD] [89abAB] {Hex}{{2}} \"\\\\u\" [dD] [c-fC-F] {Hex}{{2}}");

    private string Hex => grammar.AddRule("hex", "[0-9a-fA-F]");

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

    /// <summary>The characters of <paramref name="set"/> as a string holds them; null where it can hold none.</summary>
    public string? Characters(CodePointSet set)
    {
        var alternatives = new List<string>();
        var plain = set.Except(s_plain.Complement());
        if (!plain.IsEmpty)
        {
            alternatives.Add(plain.ToGbnf());
        }

        alternatives.AddRange("\"\\\b\f\n\r\t".Where(c => set.Contains(c)).Select(c => Literal(EscapeRune(c)!)));
        return alternatives.Count switch
        {
            0 => null,
            1 when !plain.IsEmpty => alternatives[0],
            _ => grammar.AddRule("chars", string.Join(" | ", alternatives)),
        };
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

    private string ValueOf(int levels)
    {
        if (!_values.TryGetValue(levels, out var value))
        {
            var scalar = $"{String} | {Number} | {Boolean} | {Null}";
            value = grammar.AddRule("value", levels == 0 ? scalar : $"{ObjectOf(levels)} | {ArrayOf(levels)} | {scalar}");
            _values.Add(levels, value);
        }

        return value;
    }

    private string ObjectOf(int levels)
    {
        var member = grammar.AddRule("member", $"{String} {Colon} {ValueOf(levels - 1)}");
        return grammar.AddRule("object", $"\"{{\" ({member} ({Comma} {member})*)? \"}}\"");
    }

    private string ArrayOf(int levels)
    {
        var value = ValueOf(levels - 1);
        return grammar.AddRule("array", $"\"[\" ({value} ({Comma} {value})*)? \"]\"");
    }

    // One rule for each prefix that the names share, so that llama.cpp keeps one stack while a key is written.
    private string TextExcept(List<Rune[]> names, int length)
    {
        var any = grammar.AddRule("plain", s_plain.ToGbnf());
        var longer = names.Where(name => name.Length > length).GroupBy(name => name[length]).ToList();
        var others = s_plain.Except(CodePointSet.Of(string.Concat(longer.Select(group => group.Key))));
        var next = longer
            .Where(group => s_plain.Contains(group.Key.Value))
            .Select(group => $"{Literal(group.Key.ToString())} {TextExcept([.. group], length + 1)}");
        var text = grammar.AddRule("text", string.Join(" | ", next.Prepend($"{others.ToGbnf()} {any}*")));
        return length == 0 || names.Exists(name => name.Length == length) ? text : text + "?";
    }
}
