using System.Text;
using System.Text.Json;

namespace SKReasoning.LocalModel.Calls;

/// <summary>How a model writes tool calls: the text around name and arguments.</summary>
/// <remarks>
/// A block of calls reads <c>Open name Middle arguments (Joint name Middle arguments)* Close</c>. A call id that the template prints stands
/// in these texts as <see cref="IdMark"/>.
/// </remarks>
/// <param name="Open">Text before the first name.</param>
/// <param name="Middle">Text between a name and its arguments, which are a JSON object.</param>
/// <param name="Joint">Text between the arguments of a call and the name of the next one; null where a turn holds one call only.</param>
/// <param name="Close">Text after the last arguments; the turn ends after it.</param>
/// <param name="Trigger">The start of <paramref name="Open"/> that tells a call from text: a single token of the model where it has one.</param>
internal sealed record ToolCallFormat(string Open, string Middle, string? Joint, string Close, string Trigger)
{
    /// <summary>Stands for a call id: the character never occurs in a template.</summary>
    public const char IdMark = '\u0001';

    /// <summary>Length of a call id; the templates that print ids ask for nine letters or digits.</summary>
    public const int IdLength = 9;

    /// <summary>The format that a model without one of its own is told in the system prompt.</summary>
    public static ToolCallFormat Envelope { get; } = new(
        "<tool_call>\n{\"name\": \"", "\", \"arguments\": ", "}\n</tool_call>\n<tool_call>\n{\"name\": \"", "}\n</tool_call>", "<tool_call>");

    /// <summary>Reads a block of calls that was written under the grammar of this format.</summary>
    /// <param name="block">The text after <see cref="Trigger"/>.</param>
    /// <param name="names">Names of the tools that were offered.</param>
    /// <returns>The whole calls; fewer than were begun where the block breaks off.</returns>
    public IReadOnlyList<ToolCall> Read(string block, IReadOnlyCollection<string> names)
    {
        var calls = new List<ToolCall>();
        var rest = block.AsSpan();
        var before = Open[Trigger.Length..];
        while (TrySkip(ref rest, before) && TrySkipName(ref rest, names, out var name) && TryTakeObject(ref rest, out var arguments))
        {
            calls.Add(new ToolCall(name, arguments));
            if (Joint is null)
            {
                break;
            }

            before = Joint;
        }

        return calls;
    }

    /// <summary>A call as the model would write it.</summary>
    public string Write(IReadOnlyList<ToolCall> calls, Func<int, string> id)
    {
        var text = new StringBuilder();
        for (var i = 0; i < calls.Count; i++)
        {
            var before = i == 0 ? Open : Joint ?? throw new InvalidOperationException("The model's format holds one call in a turn.");
            text.Append(before.Replace(IdMark.ToString(), id(i), StringComparison.Ordinal))
                .Append(calls[i].Name)
                .Append(Middle.Replace(IdMark.ToString(), id(i), StringComparison.Ordinal))
                .Append(calls[i].Arguments);
        }

        return text.Append(Close.Replace(IdMark.ToString(), id(calls.Count - 1), StringComparison.Ordinal)).ToString();
    }

    private bool TrySkipName(ref ReadOnlySpan<char> text, IReadOnlyCollection<string> names, out string name)
    {
        foreach (var candidate in names)
        {
            var after = text;
            if (TrySkip(ref after, candidate) && TrySkip(ref after, Middle))
            {
                text = after;
                name = candidate;
                return true;
            }
        }

        name = "";
        return false;
    }

    private static bool TrySkip(ref ReadOnlySpan<char> text, string expected)
    {
        var at = 0;
        foreach (var character in expected)
        {
            if (character == IdMark && at + IdLength <= text.Length)
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

    /// <summary>Takes the JSON object that <paramref name="text"/> starts with.</summary>
    public static bool TryTakeObject(ref ReadOnlySpan<char> text, out string json)
    {
        json = "";
        if (text.IsEmpty || text[0] != '{')
        {
            return false;
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
}
