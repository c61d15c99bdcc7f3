using System.Text.Json;
using System.Text.RegularExpressions;

namespace SKReasoning.LocalModel.Calls;

/// <summary>Turns with known calls, as a model's template renders them.</summary>
internal sealed partial class CallRendering
{
    /// <summary>Keys of arguments; the first comes first in the alphabet too.</summary>
    public const string Key = "skr_probe_key";

    /// <inheritdoc cref="Key"/>
    public const string OtherKey = "skr_probe_more";

    private const string Question = "skr-probe-question";
    // Begins with a character that no call begins with.
    private const string Text = "\u00A7skr-probe-text";

    private static readonly string[] s_names = ["skr_probe_tool", "skr_probe_second"];
    private static readonly string[] s_ids = ["skrprobe1", "skrprobe2"];
    private static readonly string s_tools = $"[{string.Join(", ", s_names.Select(Tool))}]";

    private readonly ChatTemplate _template;
    private readonly IReadOnlyCollection<string> _endTexts;
    private readonly string _bos;
    private readonly string _eos;
    private readonly string? _plain;
    private readonly int _start;

    /// <param name="template">The model's template.</param>
    /// <param name="endTexts">Texts of the tokens that end the model's turn.</param>
    /// <param name="bos">Text of the token that begins a prompt.</param>
    /// <param name="eos">Text of the token that ends a text.</param>
    public CallRendering(ChatTemplate template, IReadOnlyCollection<string> endTexts, string bos, string eos)
    {
        _template = template;
        _endTexts = endTexts;
        _bos = bos;
        _eos = eos;
        _plain = Render(Message($"\"content\": \"{Text}\""));
        var call = Render(Calls([$$"""{"{{Key}}": "skr"}"""]));
        var prompt = Render(null) ?? "";
        _start = _plain is null || call is null ? -1 : TagStart(call, Math.Max(call.AsSpan().CommonPrefixLength(_plain), call.AsSpan().CommonPrefixLength(prompt)));
    }

    /// <summary>A turn of plain text, from the question before it on; empty where the template renders none.</summary>
    public string PlainTurn => _plain is null ? "" : _plain[Math.Max(_plain.LastIndexOf(Question, StringComparison.Ordinal), 0)..];

    /// <summary>What follows the text of a plain turn.</summary>
    public string PlainEnd => _plain is null ? "" : _plain[(_plain.LastIndexOf(Text, StringComparison.Ordinal) + Text.Length)..];

    /// <summary>Name of the tool that the first or the second call is of.</summary>
    public static string Name(int call) => s_names[call];

    /// <summary>A turn with calls, from where it differs from one of plain text and from the prompt for one; null where the template renders none.</summary>
    /// <param name="arguments">Arguments of each call, as JSON without white space.</param>
    public string? Turn(params string[] arguments)
        => _start >= 0 && Render(Calls(arguments)) is { } text && text.Length > _start ? text[_start..] : null;

    /// <summary>The text with marks in the place of call ids.</summary>
    public static string Mark(string text)
        => s_ids.Aggregate(text, (marked, id) => marked.Replace(id, ToolCallFormat.IdMark.ToString(), StringComparison.Ordinal));

    /// <summary>The text between two calls with marks in the place of their ids.</summary>
    public static string MarkJoint(string text)
        => Mark(text.Replace(s_ids[0], ToolCallFormat.EarlierIdMark.ToString(), StringComparison.Ordinal));

    /// <summary>What a turn holds from a place on, without the end of the turn, which one of plain text has too.</summary>
    public string WithoutTurnEnd(string turn, int from)
    {
        var tail = turn[from..];
        var end = _endTexts.Select(text => tail.IndexOf(text, StringComparison.Ordinal)).Where(at => at >= 0).DefaultIfEmpty(-1).Min();
        if (end >= 0)
        {
            return tail[..end].TrimEnd();
        }

        // A tag that the end of a plain turn has once is that of the turn. Others may close parts of the turn, such as the calls.
        var plainEnd = PlainEnd;
        var tags = Tag().Matches(plainEnd).Select(tag => tag.Value).CountBy(tag => tag).Where(tag => tag.Value == 1).Select(tag => tag.Key);
        end = tags.Select(tag => tail.IndexOf(tag, StringComparison.Ordinal)).Where(at => at >= 0).DefaultIfEmpty(-1).Min();
        return (end >= 0 ? tail[..end] : tail.EndsWith(plainEnd, StringComparison.Ordinal) ? tail[..^plainEnd.Length] : tail).TrimEnd();
    }

    /// <summary>The place itself, or the start of the tag that it lies in.</summary>
    public static int TagStart(string text, int at)
        => Tag().Matches(text).FirstOrDefault(tag => tag.Index < at && at < tag.Index + tag.Length)?.Index ?? at;

    private string? Render(string? assistant)
    {
        try
        {
            var messages = $$"""[{"role": "user", "content": "{{Question}}"}{{(assistant is null ? "" : $", {assistant}")}}]""";
            return _template.Render(messages, s_tools, addGenerationPrompt: assistant is null, _bos, _eos);
        }
        catch (ChatTemplateException)
        {
            return null;
        }
    }

    private string Calls(string[] arguments)
        => Message($"\"content\": \"\", \"tool_calls\": [{string.Join(", ", arguments.Select((written, index) => Call(s_names[index], s_ids[index], written)))}]");

    private string Call(string name, string id, string arguments)
    {
        var written = _template.ArgumentsAsText ? $"\"{JsonEncodedText.Encode(arguments)}\"" : arguments;
        return $$$"""{"id": "{{{id}}}", "type": "function", "function": {"name": "{{{name}}}", "arguments": {{{written}}} }}""";
    }

    private static string Message(string body) => $$"""{"role": "assistant", {{body}}}""";

    private static string Tool(string name)
    {
        const string Parameters = $$$"""{"type": "object", "properties": {"{{{Key}}}": {"type": "string", "description": "x"}}, "required": ["{{{Key}}}"]}""";
        return $$$"""{"type": "function", "function": {"name": "{{{name}}}", "description": "x", "parameters": {{{Parameters}}} }}""";
    }

    /// <summary>A tag by its form: the texts of a model's tokens are not always at hand.</summary>
    [GeneratedRegex(@"<[^<>\s]+>|\[/?[A-Z_]+\]")]
    public static partial Regex Tag();
}
