using System.Text.Json;
using SKReasoning.LocalModel.Prompts;

namespace SKReasoning.LocalModel.Calls;

/// <summary>Finds out how a model writes tool calls by rendering known calls with its template and reading what stands around their parts.</summary>
internal sealed class ToolCallProbe
{
    private static readonly ValueNotation[] s_notations =
    [
        ValueNotation.Json,
        ValueNotation.JsonCompact,
        ValueNotation.JsonAscii,
        ValueNotation.JsonAscii with { Comma = ",", Colon = ":" },
        ValueNotation.Python,
    ];

    private readonly CallRendering _rendering;
    private readonly IReadOnlyCollection<string> _specialTexts;
    private readonly IReadOnlyCollection<string> _endTexts;
    private readonly ThoughtTags? _thoughts;

    /// <param name="template">The model's template.</param>
    /// <param name="specialTexts">Texts that are single tokens of the model.</param>
    /// <param name="endTexts">Texts of the tokens that end the model's turn.</param>
    /// <param name="bos">Text of the token that begins a prompt.</param>
    /// <param name="eos">Text of the token that ends a text.</param>
    public ToolCallProbe(ChatTemplate template, IReadOnlyCollection<string> specialTexts, IReadOnlyCollection<string> endTexts, string bos, string eos)
    {
        _rendering = new CallRendering(template, endTexts, bos, eos);
        _specialTexts = specialTexts;
        _endTexts = endTexts;
        _thoughts = ThoughtTags.Find(template.Source);
    }

    /// <summary>The model's format; null where its template renders no call with its arguments.</summary>
    public ToolCallFormat? Run()
    {
        if ((Object() ?? new ArgumentListProbe(_rendering).Run()) is not { } found)
        {
            return null;
        }

        var (open, joint, close, arguments) = found;
        joint = joint is null || joint.Contains(CallRendering.Name(1), StringComparison.Ordinal) || _endTexts.Any(end => joint.Contains(end, StringComparison.Ordinal)) ? null : joint;
        open = Opening(CallRendering.Mark(open));
        (open, joint) = CallNumbers.Mark(open, joint is null ? null : CallRendering.MarkJoint(joint));
        var trigger = Trigger(open);
        return (trigger.Length == 0 && (open.Length > 0 || joint is null or "")) || trigger.Contains(ToolCallFormat.IdMark, StringComparison.Ordinal)
            ? null
            : new ToolCallFormat(open, joint, CallRendering.Mark(close), trigger, arguments);
    }

    // What a turn of plain text has too, before its text or after it, opens no call.
    private string Opening(string text)
    {
        if (text.LastIndexOf(CallRendering.Name(0), StringComparison.Ordinal) is >= 0 and var name)
        {
            // The name stands in the header of the turn as well; what follows the header is the call.
            text = text[(name + CallRendering.Name(0).Length)..];
            while (CallRendering.Tag().Match(text) is { Success: true, Index: 0 } tag && _rendering.PlainTurn.Contains(tag.Value, StringComparison.Ordinal))
            {
                text = text[tag.Length..];
            }
        }

        // Thoughts come before a call where they come before text; empty ones are the template's.
        if (_thoughts is not null && text.IndexOf(_thoughts.Close, StringComparison.Ordinal) is >= 0 and var close)
        {
            text = text[(close + _thoughts.Close.Length)..];
        }

        var shared = text.AsSpan().CommonPrefixLength(_rendering.PlainEnd);
        var afterTags = CallRendering.Tag().Matches(text).Select(tag => tag.Index + tag.Length).LastOrDefault(end => end <= shared);
        return text[afterTags..].TrimStart();
    }

    // The shortest beginning that ends with a token of the model's own and that plain turns do not have; else all of it.
    private string Trigger(string open)
    {
        var end = 0;
        while (end < open.Length && _specialTexts.Where(special => open.AsSpan(end).StartsWith(special, StringComparison.Ordinal)).MaxBy(special => special.Length) is { } special)
        {
            end += special.Length;
            if (!_rendering.PlainTurn.Contains(open[..end], StringComparison.Ordinal))
            {
                return open[..end];
            }
        }

        var marked = open.AsSpan().IndexOfAny(ToolCallFormat.IndexMark, ToolCallFormat.NumberMark);
        return marked < 0 ? open : open[..marked];
    }

    private (string Open, string? Joint, string Close, ArgumentStyle Arguments)? Object()
    {
        const string Probe = $$$"""{"{{{CallRendering.Key}}}":{"k":"é \" < 🙂","n":[1,true,null]}}""";
        if (_rendering.Turn(Probe) is not { } turn || FindObject(turn, 0) is not { } first)
        {
            return null;
        }

        var nameIsLast = turn.LastIndexOf(CallRendering.Name(0), first.Start, StringComparison.Ordinal) < 0;
        if (Span(turn, first, 0, nameIsLast) is not { } call)
        {
            return null;
        }

        var arguments = JsonElement.Parse(Probe);
        var written = turn[first.Start..first.End];
        var notation = Array.Find(s_notations, known => known.Write(arguments) == written) ?? first.Notation;
        var (middle, joint) = (call.Middle, (string?)null);
        if (_rendering.Turn(Probe, Probe) is { } two && FindObject(two, 0) is { } one && FindObject(two, one.End) is { } other
            && Span(two, one, 0, nameIsLast) is { } before && Span(two, other, 1, nameIsLast) is { } after && before.End <= after.Start)
        {
            joint = two[before.End..after.Start];
            middle = CallNumbers.MarkSame(CallRendering.Mark(before.Middle), CallRendering.Mark(after.Middle));
        }

        return (turn[..call.Start], joint, _rendering.WithoutTurnEnd(turn, call.End), new ObjectArguments(CallRendering.Mark(middle), notation, nameIsLast));
    }

    private static (int Start, int End, string Middle)? Span(string turn, (int Start, int End, ValueNotation) arguments, int call, bool nameIsLast)
    {
        var name = CallRendering.Name(call);
        var at = nameIsLast ? turn.IndexOf(name, arguments.End, StringComparison.Ordinal) : turn.LastIndexOf(name, arguments.Start, StringComparison.Ordinal);
        return at < 0 ? null
            : nameIsLast ? (arguments.Start, at + name.Length, turn[arguments.End..at])
            : (at, arguments.End, turn[(at + name.Length)..arguments.Start]);
    }

    private static (int Start, int End, ValueNotation Notation)? FindObject(string text, int from)
    {
        for (var start = text.IndexOf('{', from); start >= 0; start = text.IndexOf('{', start + 1))
        {
            foreach (var notation in (ReadOnlySpan<ValueNotation>)[ValueNotation.Json, ValueNotation.Python])
            {
                var rest = text.AsSpan(start);
                if (notation.TryReadObject(ref rest, out var json) && JsonElement.Parse(json).TryGetProperty(CallRendering.Key, out _))
                {
                    return (start, text.Length - rest.Length, notation);
                }
            }
        }

        return null;
    }
}
