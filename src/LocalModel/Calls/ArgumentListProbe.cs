using System.Text.Json;

namespace SKReasoning.LocalModel.Calls;

/// <summary>Finds out how a model lists the arguments of a call one by one.</summary>
internal sealed class ArgumentListProbe(CallRendering rendering)
{
    private const string Digits = "7340215";
    private const string Simple = "skr-probe-value";
    private const string Awkward = "q\"'\\&<b>\n é🙂 [z]";

    // Each may have a text written in another way.
    private const string AwkwardCharacters = "\"'\\&<>\n é🙂[]";

    private const string OfDigits = $$"""{"{{CallRendering.Key}}":{{Digits}}}""";

    private string _tail = "";

    /// <summary>What stands around the calls, and their style; null where the template renders no such calls.</summary>
    public (string Open, string? Joint, string Close, ArgumentStyle Arguments)? Run()
    {
        var two = rendering.Turn($$"""{"{{CallRendering.Key}}":{{Digits}},"{{CallRendering.OtherKey}}":1}""");
        if (rendering.Turn(OfDigits) is not { } one || two is null || Parts.Of(one, 0) is not { } parts || Parts.Of(two, 0) is not { } both)
        {
            return null;
        }

        var next = two.IndexOf(CallRendering.OtherKey, both.End, StringComparison.Ordinal);
        if (next < 0)
        {
            return null;
        }

        var close = rendering.WithoutTurnEnd(one, parts.End);
        var between = two[both.End..next];
        var valueEnd = ValueEnd(between, close);
        _tail = close;
        (close, between) = (close[valueEnd.Length..], between[valueEnd.Length..]);
        var begin = parts.Begin;
        var (end, joint) = (close, (string?)null);
        if (rendering.Turn(OfDigits, OfDigits) is { } calls && Parts.Of(calls, 0) is { } first && Parts.Of(calls, 1) is { } second
            && calls[first.End..second.Name].StartsWith(valueEnd, StringComparison.Ordinal))
        {
            joint = calls[(first.End + valueEnd.Length)..second.Name];
            var same = close.AsSpan().CommonPrefixLength(joint);
            end = close[..Math.Min(CallRendering.TagStart(close, same), CallRendering.TagStart(joint, same))];
            joint = joint[end.Length..];
            begin = CallNumbers.MarkSame(CallRendering.Mark(first.Begin), CallRendering.Mark(second.Begin));
        }

        close = close[end.Length..];
        var style = new ListedArguments(Empty(close, begin, end), begin, valueEnd, between, end, [.. Forms(parts.Open)], SortsKeys());
        return (one[..parts.Name], joint, close, style);
    }

    // A whole tag ends a value, and what the layout puts after it does not belong to it.
    private static string ValueEnd(string between, string close)
    {
        var same = between[..between.AsSpan().CommonPrefixLength(close)];
        same = same[..Math.Min(CallRendering.TagStart(between, same.Length), CallRendering.TagStart(close, same.Length))];
        return string.IsNullOrWhiteSpace(same) ? same : same.TrimEnd();
    }

    private string Empty(string close, string begin, string end)
    {
        var name = CallRendering.Name(0);
        if (rendering.Turn("{}") is { } turn && turn.LastIndexOf(name, StringComparison.Ordinal) is >= 0 and var at
            && rendering.WithoutTurnEnd(turn, at + name.Length) is var rest && rest.EndsWith(close, StringComparison.Ordinal))
        {
            rest = rest[..^close.Length];
            var mark = begin.AsSpan().IndexOfAny(ToolCallFormat.IndexMark, ToolCallFormat.NumberMark);
            rest = CallRendering.Mark(rest);
            return mark >= 0 && mark < rest.Length && rest.AsSpan(0, mark).SequenceEqual(begin.AsSpan(0, mark)) ? $"{rest[..mark]}{begin[mark]}{rest[(mark + 1)..]}" : rest;
        }

        return begin + end;
    }

    private bool SortsKeys()
    {
        var turn = rendering.Turn($$"""{"{{CallRendering.OtherKey}}":1,"{{CallRendering.Key}}":2}""") ?? "";
        return turn.IndexOf(CallRendering.OtherKey, StringComparison.Ordinal) > turn.IndexOf(CallRendering.Key, StringComparison.Ordinal);
    }

    private IEnumerable<ValueForm> Forms(string open)
    {
        var number = new ValueForm(ValueKinds.Number, open, "", ValueNotation.Json);
        var texts = Texts(open).ToList();
        var words = ValueNotation.Json with
        {
            True = Word("true", "true", "True") ?? "true",
            False = Word("false", "false", "False") ?? "false",
            Null = Word("null", "null", "None") ?? "null",
        };
        var bare = texts[^1].Close is { Length: > 0 } quote && texts[^1].Open.EndsWith(quote, StringComparison.Ordinal) ? quote : "";
        var own = words with { Text = TextStyle.Raw, Quote = bare, HasBareKeys = true, SortsKeys = SortsKeys(), Comma = ",", Colon = ":" };
        ValueNotation[] nested =
        [
            ValueNotation.Json, ValueNotation.JsonCompact, ValueNotation.JsonAscii, ValueNotation.Python,
            .. bare.Length == 0 ? Array.Empty<ValueNotation>() : [own, own with { HasBareKeys = false }],
        ];
        return
        [
            .. texts,
            number,
            Form(ValueKinds.Boolean, "true", [words]) ?? number with { Kinds = ValueKinds.Boolean },
            Form(ValueKinds.Null, "null", [words]) ?? number with { Kinds = ValueKinds.Null },
            Form(ValueKinds.Array, """["é",1,{"y":"a","x":[true,null]}]""", nested) ?? number with { Kinds = ValueKinds.Array },
            Form(ValueKinds.Object, """{"y":"é","x":[1,true,null]}""", nested) ?? number with { Kinds = ValueKinds.Object },
        ];
    }

    private IEnumerable<ValueForm> Texts(string open)
    {
        ValueNotation[] styles = [ValueNotation.Json, ValueNotation.JsonAscii, ValueNotation.Python, ValueNotation.Json with { Text = TextStyle.Raw }];
        var awkward = Form(ValueKinds.Text, Quote(Awkward), styles) ?? new ValueForm(ValueKinds.Text, open, "", styles[^1]);
        var simple = Form(ValueKinds.Text, Quote(Simple), [awkward.Notation]) ?? awkward;
        if (simple == awkward)
        {
            return [awkward];
        }

        var characters = AwkwardCharacters.EnumerateRunes().Where(character => Form(ValueKinds.Text, Quote($"a{character}b"), [awkward.Notation]) == awkward);
        return [awkward with { Characters = string.Concat(characters) }, simple];
    }

    private string? Word(string value, params string[] words) => Array.Find(words, word => Inside(value)?.Contains(word, StringComparison.Ordinal) == true);

    private ValueForm? Form(ValueKinds kind, string json, IEnumerable<ValueNotation> notations)
    {
        var value = JsonElement.Parse(json);
        foreach (var notation in notations)
        {
            var written = notation.Write(value);
            if (Inside(json) is { } inside && inside.LastIndexOf(written, StringComparison.Ordinal) is >= 0 and var at)
            {
                return new ValueForm(kind, inside[..at], inside[(at + written.Length)..], notation);
            }
        }

        return null;
    }

    // What stands between the key and what follows each value.
    private string? Inside(string json)
    {
        var turn = rendering.Turn($$"""{"{{CallRendering.Key}}":{{json}}}""");
        var key = turn?.IndexOf(CallRendering.Key, StringComparison.Ordinal) ?? -1;
        if (key < 0)
        {
            return null;
        }

        var rest = rendering.WithoutTurnEnd(turn!, key + CallRendering.Key.Length);
        return rest.EndsWith(_tail, StringComparison.Ordinal) ? rest[..^_tail.Length] : null;
    }

    private static string Quote(string text) => Grammar.JsonRules.Quote(text);

    /// <summary>Where the parts of a call with one argument stand.</summary>
    private sealed record Parts(int Name, string Begin, string Open, int End)
    {
        public static Parts? Of(string turn, int call)
        {
            var name = CallRendering.Name(call);
            var key = turn.IndexOf(CallRendering.Key, call == 0 ? 0 : Math.Max(turn.IndexOf(name, StringComparison.Ordinal), 0), StringComparison.Ordinal);
            var at = key < 0 ? -1 : turn.LastIndexOf(name, key, StringComparison.Ordinal);
            var value = at < 0 ? -1 : turn.IndexOf(Digits, key, StringComparison.Ordinal);
            return value < 0 ? null : new Parts(at, turn[(at + name.Length)..key], turn[(key + CallRendering.Key.Length)..value], value + Digits.Length);
        }
    }
}
