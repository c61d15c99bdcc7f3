using System.Text;
using System.Text.Json;
using SKReasoning.LocalModel.Grammar;

namespace SKReasoning.LocalModel.Calls;

/// <summary>Arguments that stand one after another, such as tags or the arguments of a Python call.</summary>
/// <remarks>
/// After the name a call reads <c>Empty</c>, or <c>Begin key value (Between key value)* End</c>, where a value is what its
/// <see cref="ValueForm"/> says and <see cref="ValueEnd"/>.
/// </remarks>
/// <param name="Empty">Text after the name of a call without arguments.</param>
/// <param name="Begin">Text between the name and the first key.</param>
/// <param name="ValueEnd">Text after each value.</param>
/// <param name="Between">Text between that and the next key.</param>
/// <param name="End">Text between that and the end of the call.</param>
/// <param name="Forms">How values are written; each kind has a form. Of two forms of texts the first that fits counts.</param>
/// <param name="SortsKeys">Whether arguments are written in the order of their keys.</param>
internal sealed record ListedArguments(string Empty, string Begin, string ValueEnd, string Between, string End, IReadOnlyList<ValueForm> Forms, bool SortsKeys) : ArgumentStyle
{
    /// <summary>Shortest text that is taken for the end of a raw text wherever it stands: a tag, but no quote.</summary>
    private const int ShortestTag = 2;

    public override string AfterName => Begin[..Begin.AsSpan().CommonPrefixLength(Empty)];

    public bool Equals(ListedArguments? other)
        => other is not null && (Empty, Begin, ValueEnd, Between, End, SortsKeys) == (other.Empty, other.Begin, other.ValueEnd, other.Between, other.End, other.SortsKeys)
            && Forms.SequenceEqual(other.Forms);

    public override int GetHashCode() => HashCode.Combine(Empty, Begin, ValueEnd, Between, End, SortsKeys, Forms.Count);

    /// <summary>The form of a value.</summary>
    public ValueForm FormOf(JsonElement value)
    {
        var kind = ValueNotation.KindOf(value);
        return Forms.First(form => form.Kinds.HasFlag(kind)
            && (form.Characters.Length == 0 || value.GetString()!.AsSpan().ContainsAny(form.Characters)));
    }

    /// <summary>What ends a raw text, and whether another argument follows: null where both may.</summary>
    /// <remarks>
    /// A tag ends it alone. A quote is a character of texts too; only with what follows it does it end one.
    /// </remarks>
    public IReadOnlyList<(string Text, bool? GoesOn)> RawEnds(ValueForm form)
    {
        var end = form.Close + ValueEnd;
        return end.Trim().Length >= ShortestTag ? [(end, null)] : [(end + Between, true), (end + End, false)];
    }

    public override void Write(StringBuilder text, ToolCall call, Func<string, string> fill)
    {
        using var document = JsonDocument.Parse(call.Arguments);
        var isFirst = true;
        text.Append(call.Name);
        foreach (var argument in ValueNotation.Members(document.RootElement, SortsKeys))
        {
            var form = FormOf(argument.Value);
            text.Append(fill(isFirst ? Begin : Between)).Append(argument.Name).Append(form.Open);
            if (form.IsRaw)
            {
                text.Append(argument.Value.GetString());
            }
            else
            {
                form.Notation.Write(text, argument.Value);
            }

            text.Append(form.Close).Append(ValueEnd);
            isFirst = false;
        }

        text.Append(fill(isFirst ? Empty : End));
    }

    public override bool TryRead(ref ReadOnlySpan<char> text, CallableTool tool, out string arguments)
    {
        arguments = "{}";
        if (!ToolCallFormat.TrySkip(ref text, tool.Name))
        {
            return false;
        }

        var first = text;
        if (!ToolCallFormat.TrySkip(ref first, Begin) || !TryReadList(ref first, tool, out arguments))
        {
            arguments = "{}";
            return ToolCallFormat.TrySkip(ref text, Empty);
        }

        text = first;
        return true;
    }

    private bool TryReadList(ref ReadOnlySpan<char> text, CallableTool tool, out string arguments)
    {
        var json = new StringBuilder("{");
        arguments = "";
        for (var goesOn = true; goesOn;)
        {
            if (!TryReadArgument(ref text, tool, json, out goesOn))
            {
                return false;
            }
        }

        arguments = json.Append('}').ToString();
        return true;
    }

    private bool TryReadArgument(ref ReadOnlySpan<char> text, CallableTool tool, StringBuilder json, out bool goesOn)
    {
        foreach (var (key, kinds) in Keys(text, tool))
        {
            // Where words and texts look alike, a text is what is nothing else.
            foreach (var form in Forms.OrderByDescending(form => form.Open.Length).ThenBy(form => form.IsRaw))
            {
                var rest = text[key.Length..];
                if ((kinds & form.Kinds) != ValueKinds.None && ToolCallFormat.TrySkip(ref rest, form.Open) && TryReadValue(ref rest, form, kinds, out var value, out goesOn))
                {
                    json.Append(json.Length > 1 ? ", " : "").Append(JsonRules.Quote(key)).Append(": ").Append(value);
                    text = rest;
                    return true;
                }
            }
        }

        goesOn = false;
        return false;
    }

    // Declared keys, the longest first: one may begin another. Then the key that stands there, whatever it is.
    private List<(string Key, ValueKinds Kinds)> Keys(ReadOnlySpan<char> text, CallableTool tool)
    {
        var keys = new List<(string, ValueKinds)>();
        foreach (var (key, kinds) in tool.Parameters.OrderByDescending(parameter => parameter.Key.Length))
        {
            if (text.StartsWith(key, StringComparison.Ordinal))
            {
                keys.Add((key, kinds));
            }
        }

        foreach (var open in Forms.Select(form => form.Open).Distinct())
        {
            if (text.IndexOf(open, StringComparison.Ordinal) is > 0 and var length && !tool.Parameters.ContainsKey(text[..length].ToString()))
            {
                keys.Add((text[..length].ToString(), ValueKinds.Any));
            }
        }

        return keys;
    }

    private bool TryReadValue(ref ReadOnlySpan<char> text, ValueForm form, ValueKinds kinds, out string value, out bool goesOn)
    {
        goesOn = false;
        if (form.IsRaw)
        {
            return TryReadRaw(ref text, form, out value, out goesOn);
        }

        if (!form.Notation.TryRead(ref text, kinds & form.Kinds, out value) || !ToolCallFormat.TrySkip(ref text, form.Close + ValueEnd))
        {
            return false;
        }

        return TryGoOn(ref text, out goesOn);
    }

    private bool TryReadRaw(ref ReadOnlySpan<char> text, ValueForm form, out string value, out bool goesOn)
    {
        var (at, end, known) = (-1, "", (bool?)null);
        foreach (var (candidate, isBetween) in RawEnds(form))
        {
            if (text.IndexOf(candidate, StringComparison.Ordinal) is >= 0 and var found && (at < 0 || found < at))
            {
                (at, end, known) = (found, candidate, isBetween);
            }
        }

        value = at < 0 ? "" : JsonRules.Quote(text[..at].ToString());
        text = at < 0 ? text : text[(at + end.Length)..];
        goesOn = known ?? false;
        return at >= 0 && (known is not null || TryGoOn(ref text, out goesOn));
    }

    private bool TryGoOn(ref ReadOnlySpan<char> text, out bool goesOn)
    {
        var next = text;
        goesOn = ToolCallFormat.TrySkip(ref next, Between);
        if (goesOn)
        {
            text = next;
            return true;
        }

        return ToolCallFormat.TrySkip(ref text, End);
    }
}
