using Microsoft.Extensions.AI;
using SKReasoning.LocalModel.Calls;

namespace SKReasoning.LocalModel.Prompts;

/// <summary>Tells a model whose template knows no tool calls how to write them, and writes earlier calls and results as plain text.</summary>
internal static class EnvelopePrompt
{
    /// <summary>The conversation without tool calls and results, and the instructions that explain the tools.</summary>
    public static (IReadOnlyList<ChatMessage> Messages, string? Instructions) Write(
        IReadOnlyList<ChatMessage> messages, string? instructions, IReadOnlyCollection<AIFunctionDeclaration> tools, string? toolsJson)
    {
        if (tools.Count == 0 && !messages.SelectMany(message => message.Contents).Any(content => content is FunctionCallContent or FunctionResultContent))
        {
            return (messages, instructions);
        }

        var explanation = toolsJson is null ? null
            : $"You may call these tools, given as JSON:\n{toolsJson}\n"
                + "To call one, end your answer with\n" + ToolCallFormat.Envelope.Write([new ToolCall("NAME", "{}")], _ => "").Replace("{}", "{ARGUMENTS}", StringComparison.Ordinal)
                + "\nThe result then follows in <tool_response></tool_response>.";
        return ([.. messages.Select(Plain)], string.Join("\n\n", new[] { instructions, explanation }.Where(part => !string.IsNullOrEmpty(part))));
    }

    private static ChatMessage Plain(ChatMessage message)
    {
        ToolCall[] calls = [.. message.Contents.OfType<FunctionCallContent>().Select(call => new ToolCall(call.Name, AnchorMarks.Read(MessageJson.ArgumentsText(call)).Text))];
        string[] results = [.. message.Contents.OfType<FunctionResultContent>().Select(result => $"<tool_response>\n{AnchorMarks.Read(ToolResultText.Of(result)).Text}\n</tool_response>")];
        if (calls.Length == 0 && results.Length == 0)
        {
            return message;
        }

        var text = calls.Length > 0 ? $"{message.Text}\n{ToolCallFormat.Envelope.Write(calls, _ => "")}".TrimStart() : string.Join("\n", results);
        return new ChatMessage(calls.Length > 0 ? ChatRole.Assistant : ChatRole.User, text);
    }
}
