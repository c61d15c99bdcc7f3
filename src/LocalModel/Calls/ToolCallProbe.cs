using System.Text.Json;

namespace SKReasoning.LocalModel.Calls;

/// <summary>Finds out how a model writes tool calls by rendering a known call with its template and reading what stands around it.</summary>
internal sealed class ToolCallProbe
{
    private const string Text = "skr-probe-text";
    private const string Name = "skr_probe_tool";
    private const string SecondName = "skr_probe_second";
    private const string Key = "skr_probe_key";
    private const string Id = "skrprobe1";
    private const string SecondId = "skrprobe2";

    private static readonly string s_tools = "[" + Tool(Name) + ", " + Tool(SecondName) + "]";

    private readonly ChatTemplate _template;
    private readonly IReadOnlyCollection<string> _specialTexts;
    private readonly IReadOnlyCollection<string> _endTexts;
    private readonly string _bos;
    private readonly string _eos;

    /// <param name="template">The model's template.</param>
    /// <param name="specialTexts">Texts that are single tokens of the model.</param>
    /// <param name="endTexts">Texts of the tokens that end the model's turn.</param>
    /// <param name="bos">Text of the token that begins a prompt.</param>
    /// <param name="eos">Text of the token that ends a text.</param>
    public ToolCallProbe(ChatTemplate template, IReadOnlyCollection<string> specialTexts, IReadOnlyCollection<string> endTexts, string bos, string eos)
    {
        _template = template;
        _specialTexts = specialTexts;
        _endTexts = endTexts;
        _bos = bos;
        _eos = eos;
    }

    /// <summary>The model's format; null where its template renders no call whose arguments are a JSON object.</summary>
    public ToolCallFormat? Run()
    {
        if (Render(Message($"\"content\": \"{Text}\"")) is not { } plain || Render(Calls(Call(Name, Id))) is not { } one)
        {
            return null;
        }

        var start = CommonPrefix(plain, one);
        var name = one.IndexOf(Name, Math.Min(start, one.Length), StringComparison.Ordinal);
        if (name < 0 || FindArguments(one, name + Name.Length) is not { } arguments)
        {
            return null;
        }

        var open = Mark(one[start..name]).TrimStart();
        var middle = Mark(one[(name + Name.Length)..arguments.Start]);
        var close = Mark(WithoutTurnEnd(one[arguments.End..], plain));
        var trigger = _specialTexts.Where(special => open.StartsWith(special, StringComparison.Ordinal)).MaxBy(special => special.Length) ?? open;
        return open.Length == 0 || trigger.Contains(ToolCallFormat.IdMark, StringComparison.Ordinal)
            ? null
            : new ToolCallFormat(open, middle, FindJoint(), close, trigger);
    }

    private string? FindJoint()
    {
        if (Render(Calls(Call(Name, Id) + ", " + Call(SecondName, SecondId))) is not { } two)
        {
            return null;
        }

        // The tools are rendered too, as a rule: the calls are the last place where both names stand.
        var second = two.LastIndexOf(SecondName, StringComparison.Ordinal);
        var first = second < 0 ? -1 : two.LastIndexOf(Name, second, StringComparison.Ordinal);
        return first >= 0 && FindArguments(two, first + Name.Length) is { } arguments && arguments.End <= second
            ? Mark(two[arguments.End..second])
            : null;
    }

    private static (int Start, int End)? FindArguments(string text, int from)
    {
        for (var start = text.IndexOf('{', from); start >= 0; start = text.IndexOf('{', start + 1))
        {
            var rest = text.AsSpan(start);
            if (ToolCallFormat.TryTakeObject(ref rest, out var json))
            {
                using var document = JsonDocument.Parse(json);
                if (document.RootElement.TryGetProperty(Key, out _))
                {
                    return (start, start + json.Length);
                }
            }
        }

        return null;
    }

    // What follows the arguments is the end of the call and then the end of the turn, which a turn of plain text has too.
    private string WithoutTurnEnd(string tail, string plain)
    {
        var end = _endTexts.Select(text => tail.IndexOf(text, StringComparison.Ordinal)).Where(at => at >= 0).DefaultIfEmpty(-1).Min();
        if (end >= 0)
        {
            return tail[..end].TrimEnd();
        }

        var turnEnd = plain[(plain.LastIndexOf(Text, StringComparison.Ordinal) + Text.Length)..];
        return (tail.EndsWith(turnEnd, StringComparison.Ordinal) ? tail[..^turnEnd.Length] : tail).TrimEnd();
    }

    private string? Render(string assistant)
    {
        try
        {
            return _template.Render($$"""[{"role": "user", "content": "x"}, {{assistant}}]""", s_tools, addGenerationPrompt: false, _bos, _eos);
        }
        catch (ChatTemplateException)
        {
            return null;
        }
    }

    private string Call(string name, string id)
    {
        const string Arguments = $$"""{"{{Key}}": "skr"}""";
        var written = _template.ArgumentsAsText ? $"\"{JsonEncodedText.Encode(Arguments)}\"" : Arguments;
        return $$$"""{"id": "{{{id}}}", "type": "function", "function": {"name": "{{{name}}}", "arguments": {{{written}}} }}""";
    }

    private static string Calls(string calls) => Message($"\"content\": \"\", \"tool_calls\": [{calls}]");

    private static string Message(string body) => $$"""{"role": "assistant", {{body}}}""";

    private static string Tool(string name)
    {
        const string Parameters = $$$"""{"type": "object", "properties": {"{{{Key}}}": {"type": "string", "description": "x"}}, "required": ["{{{Key}}}"]}""";
        return $$$"""{"type": "function", "function": {"name": "{{{name}}}", "description": "x", "parameters": {{{Parameters}}} }}""";
    }

    private static string Mark(string text)
        => text.Replace(SecondId, ToolCallFormat.IdMark.ToString(), StringComparison.Ordinal).Replace(Id, ToolCallFormat.IdMark.ToString(), StringComparison.Ordinal);

    private static int CommonPrefix(string a, string b) => a.AsSpan().CommonPrefixLength(b);
}
