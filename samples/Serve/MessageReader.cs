using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Serve;

/// <summary>Reads the messages of a request.</summary>
internal static class MessageReader
{
    /// <param name="message">The message; null where the array held null.</param>
    /// <param name="place">Where it stands, for errors.</param>
    /// <exception cref="RequestException">A value is missing, or is none that the model can read.</exception>
    public static ChatMessage Read(CompletionRequest.Message? message, string place) => message?.Role switch
    {
        "system" or "developer" => new ChatMessage(ChatRole.System, Texts(message.Content, place)),
        "user" => new ChatMessage(ChatRole.User, Texts(message.Content, place)),
        "assistant" => new ChatMessage(ChatRole.Assistant, [.. Thoughts(message), .. Said(message, place), .. (message.ToolCalls ?? []).Select((call, i) => Call(call, $"{place}.tool_calls[{i}]"))]),
        "tool" => new ChatMessage(ChatRole.Tool, [Result(message, place)]),
        _ => throw new RequestException("A message's role must be system, developer, user, assistant or tool.", $"{place}.role"),
    };

    private static AIContent[] Thoughts(CompletionRequest.Message message)
        => string.IsNullOrEmpty(message.ReasoningContent) ? [] : [new TextReasoningContent(message.ReasoningContent)];

    private static List<AIContent> Said(CompletionRequest.Message message, string place)
        => message is { ToolCalls.Count: > 0, Content.ValueKind: JsonValueKind.Undefined or JsonValueKind.Null } ? [] : Texts(message.Content, place);

    private static FunctionResultContent Result(CompletionRequest.Message message, string place)
        => message.ToolCallId is { Length: > 0 } id
            ? new FunctionResultContent(id, string.Concat(Texts(message.Content, place)))
            : throw new RequestException("A tool's message must say which call it answers.", $"{place}.tool_call_id");

    private static FunctionCallContent Call(CompletionRequest.EarlierCall? call, string place)
    {
        if (call is not { Id.Length: > 0, Function.Name.Length: > 0 })
        {
            throw new RequestException("A call must have an id and a function with a name.", place);
        }

        try
        {
            using var arguments = JsonDocument.Parse(string.IsNullOrWhiteSpace(call.Function.Arguments) ? "{}" : call.Function.Arguments);
            BodyReader.CheckTexts(arguments.RootElement);
            var values = new Dictionary<string, object?>(StringComparer.Ordinal);
            foreach (var property in arguments.RootElement.EnumerateObject())
            {
                values[property.Name] = property.Value.Clone();
            }

            return new FunctionCallContent(call.Id, call.Function.Name, values);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new RequestException("A call's arguments must be the text of a JSON object.", $"{place}.function.arguments");
        }
    }

    private static List<AIContent> Texts(JsonElement content, string place) => content.ValueKind switch
    {
        JsonValueKind.String => [new TextContent(content.GetString())],
        JsonValueKind.Array => [.. content.EnumerateArray().Select((part, i) => Text(part, $"{place}.content[{i}]"))],
        _ => throw new RequestException("A message's content must be a text or an array of parts.", $"{place}.content"),
    };

    private static TextContent Text(JsonElement part, string place)
        => part.ValueKind == JsonValueKind.Object && part.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String
            ? new TextContent(text.GetString())
            : throw new RequestException("The model reads text alone: a part must have the type text.", place);
}
