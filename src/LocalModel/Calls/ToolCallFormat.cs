using System.Globalization;
using System.Text;

namespace SKReasoning.LocalModel.Calls;

/// <summary>How a model writes tool calls: the text around them, and the style of their arguments.</summary>
/// <remarks>
/// A block of calls reads <c>Open call (Joint call)* Close</c>; <see cref="Arguments"/> says how a call puts its name and its arguments.
/// What differs from call to call stands as a mark in these texts: <see cref="IdMark"/>, <see cref="EarlierIdMark"/>,
/// <see cref="IndexMark"/>, <see cref="NumberMark"/>.
/// </remarks>
/// <param name="Open">Text before the first call.</param>
/// <param name="Joint">Text between two calls; null where a turn holds one call only.</param>
/// <param name="Close">Text after the last call; the turn ends after it.</param>
/// <param name="Trigger">
/// The start of <paramref name="Open"/> that tells calls from text: tokens of the model's own where it has such. Empty where calls begin
/// with a tool's name; then the names are what tells.
/// </param>
/// <param name="Arguments">Style of name and arguments.</param>
internal sealed record ToolCallFormat(string Open, string? Joint, string Close, string Trigger, ArgumentStyle Arguments)
{
    /// <summary>Stands for a call id: the character never occurs in a template.</summary>
    public const char IdMark = '\u0001';

    /// <summary>Stands for the id of the call before, in the text between two.</summary>
    public const char EarlierIdMark = '\u0004';

    /// <summary>Stands for the number of calls before this one.</summary>
    public const char IndexMark = '\u0002';

    /// <summary>Stands for the number of this call, from 1 on.</summary>
    public const char NumberMark = '\u0003';

    /// <summary>Length of a call id; the templates that print ids ask for nine letters or digits.</summary>
    public const int IdLength = 9;

    /// <summary>The format that a model without one of its own is told in the system prompt.</summary>
    public static ToolCallFormat Envelope { get; } = new(
        "<tool_call>\n{\"name\": \"",
        "}\n</tool_call>\n<tool_call>\n{\"name\": \"",
        "}\n</tool_call>",
        "<tool_call>",
        new ObjectArguments("\", \"arguments\": ", ValueNotation.JsonCompact));

    /// <summary>Reads a block of calls that was written under the grammar of this format.</summary>
    /// <param name="block">The text from <see cref="Open"/> on.</param>
    /// <param name="tools">The tools that were offered.</param>
    /// <returns>The whole calls; fewer than were begun where the block breaks off.</returns>
    public IReadOnlyList<ToolCall> Read(string block, IReadOnlyCollection<CallableTool> tools)
    {
        var calls = new List<ToolCall>();
        var rest = block.AsSpan();
        var before = Open;
        if (Trigger.Length == 0 && Joint is not null)
        {
            // After text, a call that begins with the name of its tool has the joint before it.
            TrySkip(ref rest, Joint);
        }

        while (TrySkip(ref rest, before) && TryRead(ref rest, tools, out var call))
        {
            calls.Add(call);
            if (Joint is null)
            {
                break;
            }

            before = Joint;
        }

        return calls;
    }

    /// <summary>Calls as the model would write them.</summary>
    /// <param name="calls">One call or more; their arguments are JSON objects.</param>
    /// <param name="id">Id of each call.</param>
    /// <param name="earlier">Number of calls in the conversation before these, for templates that count them.</param>
    /// <exception cref="InvalidOperationException">There are several calls, but the format holds one.</exception>
    public string Write(IReadOnlyList<ToolCall> calls, Func<int, string> id, int earlier = 0)
    {
        var text = new StringBuilder();
        for (var i = 0; i < calls.Count; i++)
        {
            text.Append(Fill(i == 0 ? Open : Joint ?? throw new InvalidOperationException("The model's format holds one call in a turn."), i));
            Arguments.Write(text, calls[i], part => Fill(part, i));
        }

        return text.Append(Fill(Close, calls.Count - 1)).ToString();

        string Fill(string part, int call) => part
            .Replace(IdMark.ToString(), id(call), StringComparison.Ordinal)
            .Replace(EarlierIdMark.ToString(), call == 0 ? "" : id(call - 1), StringComparison.Ordinal)
            .Replace(IndexMark.ToString(), (earlier + call).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace(NumberMark.ToString(), (earlier + call + 1).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    /// <summary>Skips a text in which marks stand for what they mark.</summary>
    public static bool TrySkip(ref ReadOnlySpan<char> text, string expected)
    {
        var at = 0;
        foreach (var character in expected)
        {
            if (character is IndexMark or NumberMark && at < text.Length && char.IsAsciiDigit(text[at]))
            {
                at += text[at..].IndexOfAnyExceptInRange('0', '9') is >= 0 and var digits ? digits : text.Length - at;
            }
            else if (character is IdMark or EarlierIdMark && at + IdLength <= text.Length)
            {
                at += IdLength;
            }
            else if (at < text.Length && text[at] == character)
            {
                at++;
            }
            else
            {
                return false;
            }
        }

        text = text[at..];
        return true;
    }

    private bool TryRead(ref ReadOnlySpan<char> text, IReadOnlyCollection<CallableTool> tools, out ToolCall call)
    {
        // One name may begin another.
        foreach (var tool in tools.OrderByDescending(tool => tool.Name.Length))
        {
            var after = text;
            if (Arguments.TryRead(ref after, tool, out var arguments))
            {
                text = after;
                call = new ToolCall(tool.Name, arguments);
                return true;
            }
        }

        call = default;
        return false;
    }
}
