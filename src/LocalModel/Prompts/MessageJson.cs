using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.AI;
using SKReasoning.LocalModel.Templates;

namespace SKReasoning.LocalModel.Prompts;

/// <summary>Writes chat messages and tools as the JSON that chat templates are made for.</summary>
/// <param name="guard">Keeps control texts in contents from becoming control tokens.</param>
/// <param name="argumentsAsText">Whether the template wants the arguments of a call as JSON text.</param>
/// <param name="shortCallIds">Whether the template wants call ids of nine letters or digits.</param>
internal sealed class MessageJson(ControlTextGuard guard, bool argumentsAsText, bool shortCallIds)
{
    private static readonly JsonWriterOptions s_writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The messages as a JSON array.</summary>
    /// <param name="messages">The conversation; not changed.</param>
    /// <param name="instructions">Put before the first system message, or in its place.</param>
    /// <param name="isAnchor">Messages whose whole text is anchored; null where no anchors are wanted, marked ones neither.</param>
    /// <param name="marksResults">Whether marks in results of tools count too.</param>
    /// <exception cref="ArgumentException">An argument or a result of a call has no form in JSON.</exception>
    /// <exception cref="NotSupportedException">A message holds something that is no text, tool call or tool result.</exception>
    public string Messages(IReadOnlyList<ChatMessage> messages, string? instructions, Func<ChatMessage, bool>? isAnchor = null, bool marksResults = false) => Write(writer =>
    {
        writer.WriteStartArray();
        var rest = messages;
        if (!string.IsNullOrEmpty(instructions))
        {
            var hasSystem = messages.Count > 0 && IsSystem(messages[0]);
            var system = hasSystem && messages[0].Text.Length > 0 ? $"{instructions}\n\n{messages[0].Text}" : instructions;
            WriteText(writer, "system", Content(system, isAnchor is not null));
            rest = hasSystem ? [.. messages.Skip(1)] : messages;
        }

        var names = CallNames(messages);
        foreach (var message in rest)
        {
            WriteMessage(writer, message, names, isAnchor, marksResults);
        }

        writer.WriteEndArray();
    });

    /// <summary>The tools as a JSON array in the shape of OpenAI's API; null where there are none.</summary>
    /// <param name="tools">The tools.</param>
    /// <param name="collapseNullable">Whether a type that may be null is written as the type alone: the macros of some templates never end on a list of types.</param>
    public string? Tools(IReadOnlyCollection<AIFunctionDeclaration> tools, bool collapseNullable = false) => tools.Count == 0 ? null : Write(writer =>
    {
        writer.WriteStartArray();
        foreach (var tool in tools)
        {
            writer.WriteStartObject();
            writer.WriteString("type", "function");
            writer.WriteStartObject("function");
            writer.WriteString("name", guard.Guard(tool.Name));
            writer.WriteString("description", guard.Guard(tool.Description));
            writer.WritePropertyName("parameters");
            WriteGuarded(writer, tool.JsonSchema, collapseNullable);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    /// <summary>JSON that somebody else wrote, guarded and otherwise unchanged: order of keys and digits of numbers stay.</summary>
    /// <exception cref="JsonException">The text is not JSON, or holds half of a surrogate pair.</exception>
    public string Guarded(string json)
    {
        using var document = JsonDocument.Parse(json);
        try
        {
            return Write(writer => WriteGuarded(writer, document.RootElement));
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("A text holds half of a surrogate pair.", e);
        }
    }

    /// <summary>The arguments of a call as a JSON object.</summary>
    /// <exception cref="ArgumentException">They have no form in JSON.</exception>
    public static string ArgumentsText(FunctionCallContent call) => Write(Arguments(call).WriteTo);

    private static JsonElement Arguments(FunctionCallContent call)
        => CallerJson.Serialize(call.Arguments ?? new Dictionary<string, object?>(), typeof(IDictionary<string, object?>), $"What the call '{call.CallId}' passes to '{call.Name}'");

    private string Id(string callId) => guard.Guard(shortCallIds ? CallIds.Shorten(callId) : callId);

    private static bool IsSystem(ChatMessage message) => message.Role == ChatRole.System || message.Role.Value == "developer";

    private static Dictionary<string, string> CallNames(IEnumerable<ChatMessage> messages)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var call in messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>())
        {
            names[call.CallId] = call.Name;
        }

        return names;
    }

    private void WriteMessage(Utf8JsonWriter writer, ChatMessage message, Dictionary<string, string> names, Func<ChatMessage, bool>? isAnchor, bool marksResults)
    {
        if (message.Contents.FirstOrDefault(content => content is DataContent or UriContent) is { } unreadable)
        {
            throw new NotSupportedException($"The model reads text, tool calls and tool results; a message of role '{message.Role}' holds a {unreadable.GetType().Name}.");
        }

        foreach (var result in message.Contents.OfType<FunctionResultContent>())
        {
            WriteResult(writer, result, names.GetValueOrDefault(result.CallId), marksResults);
        }

        FunctionCallContent[] calls = [.. message.Contents.OfType<FunctionCallContent>()];
        if (calls.Length == 0 && message.Contents.Any(content => content is FunctionResultContent))
        {
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("role", IsSystem(message) ? "system" : guard.Guard(message.Role.Value));
        writer.WriteString("content", Content(isAnchor?.Invoke(message) == true ? AnchorMarks.Wrap(message.Text) : message.Text, isAnchor is not null));
        var thoughts = string.Concat(message.Contents.OfType<TextReasoningContent>().Select(content => content.Text));
        if (thoughts.Length > 0)
        {
            writer.WriteString("reasoning_content", guard.Guard(thoughts));
        }

        if (calls.Length > 0)
        {
            writer.WriteStartArray("tool_calls");
            foreach (var call in calls)
            {
                WriteCall(writer, call);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter writer, string role, string text)
    {
        writer.WriteStartObject();
        writer.WriteString("role", role);
        writer.WriteString("content", text);
        writer.WriteEndObject();
    }

    private string Content(string text, bool wantsAnchors)
    {
        var anchored = AnchorMarks.Read(ControlTextGuard.Strip(text));
        var guarded = guard.GuardUnmarked(anchored.Text);
        return wantsAnchors && !anchored.Anchors.IsEmpty ? AnchorPlaces.Insert(guarded, anchored.Anchors) : guarded;
    }

    private void WriteCall(Utf8JsonWriter writer, FunctionCallContent call)
    {
        writer.WriteStartObject();
        writer.WriteString("id", Id(call.CallId));
        writer.WriteString("type", "function");
        writer.WriteStartObject("function");
        writer.WriteString("name", guard.Guard(call.Name));
        writer.WritePropertyName("arguments");
        var arguments = Arguments(call);
        if (argumentsAsText)
        {
            // Guarded as the text that it becomes: a mark inside JSON text would be written as an escape.
            writer.WriteStringValue(guard.Guard(Write(arguments.WriteTo)));
        }
        else
        {
            WriteGuarded(writer, arguments);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private void WriteResult(Utf8JsonWriter writer, FunctionResultContent result, string? name, bool wantsAnchors)
    {
        writer.WriteStartObject();
        writer.WriteString("role", "tool");
        writer.WriteString("tool_call_id", Id(result.CallId));
        if (name is not null)
        {
            writer.WriteString("name", guard.Guard(name));
        }

        writer.WriteString("content", Content(ToolResultText.Of(result), wantsAnchors));
        writer.WriteEndObject();
    }

    // Numbers are written as they stand, so that 5.0 stays 5.0.
    private void WriteGuarded(Utf8JsonWriter writer, JsonElement element, bool collapseNullable = false)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in element.EnumerateObject())
                {
                    writer.WritePropertyName(guard.Guard(property.Name));
                    WriteGuarded(writer, collapseNullable && property.NameEquals("type") ? NotNull(property.Value) : property.Value, collapseNullable);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                {
                    WriteGuarded(writer, item, collapseNullable);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(guard.Guard(element.GetString()!));
                break;
            case JsonValueKind.Undefined:
                writer.WriteNullValue();
                break;
            default:
                writer.WriteRawValue(element.GetRawText());
                break;
        }
    }

    private static JsonElement NotNull(JsonElement type)
        => type.ValueKind == JsonValueKind.Array && type.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String && !item.ValueEquals("null")).ToArray() is [var only]
            ? only
            : type;

    private static string Write(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, s_writing))
        {
            write(writer);
        }

        return System.Text.Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
