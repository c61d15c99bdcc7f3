using System.Globalization;
using System.Text;
using System.Text.Json;
using SKReasoning.LocalModel.Grammar;

namespace SKReasoning.LocalModel.Calls;

/// <summary>How a template writes JSON values.</summary>
/// <param name="Text">How texts are quoted.</param>
/// <param name="True">The word for true.</param>
/// <param name="False">The word for false.</param>
/// <param name="Null">The word for null.</param>
internal sealed record ValueNotation(TextStyle Text, string True, string False, string Null)
{
    /// <summary>JSON as Python's json.dumps writes it, all characters as they are.</summary>
    public static ValueNotation Json { get; } = new(TextStyle.Json, "true", "false", "null");

    /// <summary>The same with characters outside ASCII escaped.</summary>
    public static ValueNotation JsonAscii { get; } = Json with { Text = TextStyle.JsonAscii };

    /// <summary>JSON without white space.</summary>
    public static ValueNotation JsonCompact { get; } = Json with { Comma = ",", Colon = ":" };

    /// <summary>Literals of Python, as its repr writes them.</summary>
    public static ValueNotation Python { get; } = new(TextStyle.Python, "True", "False", "None");

    /// <summary>What stands on both sides of a text that is <see cref="TextStyle.Raw"/>.</summary>
    public string Quote { get; init; } = "";

    /// <summary>What stands between items.</summary>
    public string Comma { get; init; } = ", ";

    /// <summary>What stands between a key and its value.</summary>
    public string Colon { get; init; } = ": ";

    /// <summary>Whether keys stand without quotes.</summary>
    public bool HasBareKeys { get; init; }

    /// <summary>Whether members are written in the order of their keys.</summary>
    public bool SortsKeys { get; init; }

    /// <summary>Whether what is written is JSON.</summary>
    public bool IsJson => Text is TextStyle.Json or TextStyle.JsonAscii && True == Json.True && False == Json.False && Null == Json.Null && !HasBareKeys;

    /// <summary>The kind of a value.</summary>
    public static ValueKinds KindOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => ValueKinds.Text,
        JsonValueKind.Number => ValueKinds.Number,
        JsonValueKind.True or JsonValueKind.False => ValueKinds.Boolean,
        JsonValueKind.Array => ValueKinds.Array,
        JsonValueKind.Object => ValueKinds.Object,
        _ => ValueKinds.Null,
    };

    /// <summary>Members in the order in which a template with sorted keys writes them.</summary>
    public static IEnumerable<JsonProperty> Members(JsonElement value, bool sorts)
        => sorts ? value.EnumerateObject().OrderBy(member => SortKey(member.Name), StringComparer.Ordinal) : value.EnumerateObject();

    /// <summary>By which keys are sorted: Jinja's dictsort does not tell capitals from small letters.</summary>
    public static string SortKey(string key) => key.ToLowerInvariant();

    /// <summary>Appends a value.</summary>
    public void Write(StringBuilder text, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                text.Append('{');
                foreach (var (index, member) in Members(value, SortsKeys).Index())
                {
                    text.Append(index == 0 ? "" : Comma).Append(HasBareKeys ? member.Name : QuoteText(member.Name)).Append(Colon);
                    Write(text, member.Value);
                }

                text.Append('}');
                break;
            case JsonValueKind.Array:
                text.Append('[');
                foreach (var (index, item) in value.EnumerateArray().Index())
                {
                    text.Append(index == 0 ? "" : Comma);
                    Write(text, item);
                }

                text.Append(']');
                break;
            default:
                text.Append(value.ValueKind switch
                {
                    JsonValueKind.String => QuoteText(value.GetString()!),
                    JsonValueKind.Number => value.GetRawText(),
                    JsonValueKind.True => True,
                    JsonValueKind.False => False,
                    _ => Null,
                });
                break;
        }
    }

    /// <summary>The text of a value.</summary>
    public string Write(JsonElement value)
    {
        var text = new StringBuilder();
        Write(text, value);
        return text.ToString();
    }

    /// <summary>Takes the object that a text starts with.</summary>
    /// <param name="text">The text; what follows the object afterwards.</param>
    /// <param name="json">The object as JSON: as it was written where that is JSON.</param>
    public bool TryReadObject(ref ReadOnlySpan<char> text, out string json) => TryRead(ref text, ValueKinds.Object, out json);

    /// <summary>Takes the value that a text starts with.</summary>
    /// <param name="text">The text; what follows the value afterwards.</param>
    /// <param name="kinds">Kinds that the value may be of.</param>
    /// <param name="json">The value as JSON.</param>
    public bool TryRead(ref ReadOnlySpan<char> text, ValueKinds kinds, out string json) => new ValueReader(this).TryRead(ref text, kinds, out json);

    /// <summary>A text in its quotes.</summary>
    public string QuoteText(string value) => Text switch
    {
        TextStyle.Raw => Quote + value + Quote,
        TextStyle.Python => QuotePython(value),
        TextStyle.JsonAscii => string.Concat(JsonRules.Quote(value).Select(unit => unit < 0x7F ? unit.ToString() : string.Create(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}"))),
        _ => JsonRules.Quote(value),
    };

    // Single quotes unless the text holds some and no double ones.
    private static string QuotePython(string value)
    {
        var quote = value.Contains('\'', StringComparison.Ordinal) && !value.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        var text = new StringBuilder().Append(quote);
        foreach (var rune in value.EnumerateRunes())
        {
            text.Append(rune.Value switch
            {
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ when rune.Value == quote => $"\\{quote}",
                ' ' => " ",
                < 0x100 when !IsPrintable(rune) => string.Create(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"),
                < 0x10000 when !IsPrintable(rune) => string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
                _ when !IsPrintable(rune) => string.Create(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}"),
                _ => rune.ToString(),
            });
        }

        return text.Append(quote).ToString();
    }

    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);
}
