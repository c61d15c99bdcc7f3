using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using SKReasoning.LocalModel.Grammar;

namespace SKReasoning.LocalModel.Calls;

/// <summary>Reads values that a model wrote in a notation.</summary>
internal readonly partial struct ValueReader(ValueNotation notation)
{
    private const int DeepestNesting = 64;

    /// <summary>Takes the value that a text starts with, where it is of one of some kinds.</summary>
    public bool TryRead(ref ReadOnlySpan<char> text, ValueKinds kinds, out string json)
    {
        if (notation.IsJson)
        {
            return TryTakeJson(ref text, kinds, out json);
        }

        var written = new StringBuilder();
        var isRead = TryRead(ref text, kinds, written, DeepestNesting);
        json = written.ToString();
        return isRead;
    }

    private static bool TryTakeJson(ref ReadOnlySpan<char> text, ValueKinds kinds, out string json)
    {
        json = "";
        if (text.IsEmpty || !MayStart(text[0], kinds))
        {
            return false;
        }

        if (text[0] is '-' or (>= '0' and <= '9'))
        {
            return TryTake(ref text, Number(), out json);
        }

        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        var reader = new Utf8JsonReader(bytes, isFinalBlock: false, state: default);
        try
        {
            if (!reader.Read() || !reader.TrySkip())
            {
                return false;
            }
        }
        catch (JsonException)
        {
            return false;
        }

        json = Encoding.UTF8.GetString(bytes.AsSpan(0, (int)reader.BytesConsumed));
        text = text[json.Length..];
        return true;
    }

    private static bool MayStart(char first, ValueKinds kinds) => kinds.HasFlag(first switch
    {
        '{' => ValueKinds.Object,
        '[' => ValueKinds.Array,
        '"' => ValueKinds.Text,
        't' or 'f' => ValueKinds.Boolean,
        'n' => ValueKinds.Null,
        _ => ValueKinds.Number,
    });

    private static bool TryTake(ref ReadOnlySpan<char> text, Regex pattern, out string taken)
    {
        foreach (var match in pattern.EnumerateMatches(text))
        {
            taken = text[..match.Length].ToString();
            text = text[match.Length..];
            return true;
        }

        taken = "";
        return false;
    }

    private static bool Skip(ref ReadOnlySpan<char> text, string expected)
    {
        var starts = text.StartsWith(expected, StringComparison.Ordinal);
        text = starts ? text[expected.Length..] : text;
        return starts;
    }

    private bool TryRead(ref ReadOnlySpan<char> text, ValueKinds kinds, StringBuilder json, int levels)
    {
        if (kinds.HasFlag(ValueKinds.Object) && Skip(ref text, "{"))
        {
            return levels > 0 && TryReadMembers(ref text, json, levels - 1);
        }

        if (kinds.HasFlag(ValueKinds.Array) && Skip(ref text, "["))
        {
            return levels > 0 && TryReadItems(ref text, json, levels - 1);
        }

        foreach (var (kind, word, value) in (ReadOnlySpan<(ValueKinds, string, string)>)[
            (ValueKinds.Boolean, notation.True, "true"), (ValueKinds.Boolean, notation.False, "false"), (ValueKinds.Null, notation.Null, "null")])
        {
            if (kinds.HasFlag(kind) && Skip(ref text, word))
            {
                json.Append(value);
                return true;
            }
        }

        if (kinds.HasFlag(ValueKinds.Number) && TryTake(ref text, Number(), out var digits))
        {
            json.Append(digits);
            return true;
        }

        if (!kinds.HasFlag(ValueKinds.Text) || !TryReadText(ref text, out var unquoted))
        {
            return false;
        }

        json.Append(JsonRules.Quote(unquoted));
        return true;
    }

    private bool TryReadMembers(ref ReadOnlySpan<char> text, StringBuilder json, int levels)
    {
        json.Append('{');
        for (var isFirst = true; !Skip(ref text, "}"); isFirst = false)
        {
            if ((!isFirst && !SkipSeparator(ref text, notation.Comma)) || !TryReadKey(ref text, out var key) || !SkipSeparator(ref text, notation.Colon))
            {
                return false;
            }

            json.Append(isFirst ? "" : ", ").Append(JsonRules.Quote(key)).Append(": ");
            if (!TryRead(ref text, ValueKinds.Any, json, levels))
            {
                return false;
            }
        }

        json.Append('}');
        return true;
    }

    private bool TryReadItems(ref ReadOnlySpan<char> text, StringBuilder json, int levels)
    {
        json.Append('[');
        for (var isFirst = true; !Skip(ref text, "]"); isFirst = false)
        {
            if (!isFirst && !SkipSeparator(ref text, notation.Comma))
            {
                return false;
            }

            json.Append(isFirst ? "" : ", ");
            if (!TryRead(ref text, ValueKinds.Any, json, levels))
            {
                return false;
            }
        }

        json.Append(']');
        return true;
    }

    // One blank may follow a separator, or be missing.
    private static bool SkipSeparator(ref ReadOnlySpan<char> text, string separator)
    {
        if (!Skip(ref text, separator.TrimEnd()))
        {
            return false;
        }

        Skip(ref text, " ");
        return true;
    }

    private bool TryReadKey(ref ReadOnlySpan<char> text, out string key)
    {
        if (!notation.HasBareKeys)
        {
            return TryReadText(ref text, out key);
        }

        var end = text.IndexOf(notation.Colon, StringComparison.Ordinal);
        key = end < 0 ? "" : text[..end].ToString();
        text = text[Math.Max(end, 0)..];
        return end > 0;
    }

    private bool TryReadText(ref ReadOnlySpan<char> text, out string value)
    {
        value = "";
        if (notation.Text != TextStyle.Raw)
        {
            return notation.Text == TextStyle.Python ? TryReadPython(ref text, out value) : TryReadJsonText(ref text, out value);
        }

        if (notation.Quote.Length == 0 || !Skip(ref text, notation.Quote) || text.IndexOf(notation.Quote, StringComparison.Ordinal) is not (>= 0 and var end))
        {
            return false;
        }

        value = text[..end].ToString();
        text = text[(end + notation.Quote.Length)..];
        return true;
    }

    private static bool TryReadJsonText(ref ReadOnlySpan<char> text, out string value)
    {
        value = TryTakeJson(ref text, ValueKinds.Text, out var json) ? JsonElement.Parse(json).GetString()! : "";
        return json.Length > 0;
    }

    private static bool TryReadPython(ref ReadOnlySpan<char> text, out string value)
    {
        value = "";
        if (!TryTake(ref text, PythonText(), out var literal))
        {
            return false;
        }

        value = PythonEscape().Replace(literal[1..^1], match => match.Groups["code"] is { Success: true } code
            ? CodePoint(code.Value)
            : match.ValueSpan[1] switch { 'n' => "\n", 'r' => "\r", 't' => "\t", 'b' => "\b", 'f' => "\f", var other => other.ToString() });
        return true;
    }

    private static string CodePoint(string digits)
        => Rune.TryCreate(int.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture), out var rune) ? rune.ToString() : "\uFFFD";

    [GeneratedRegex("""\G-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?""", RegexOptions.ExplicitCapture)]
    private static partial Regex Number();

    [GeneratedRegex("""\G('([^'\\\n]|\\.)*'|"([^"\\\n]|\\.)*")""", RegexOptions.ExplicitCapture)]
    private static partial Regex PythonText();

    [GeneratedRegex("""\\(x(?<code>[0-9a-fA-F]{2})|u(?<code>[0-9a-fA-F]{4})|U(?<code>[0-9a-fA-F]{8})|.)""", RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex PythonEscape();
}
