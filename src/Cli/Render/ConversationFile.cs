using System.Text.Json;
using SKReasoning.Cli.Shell;
using SKReasoning.LocalModel;

namespace SKReasoning.Cli.Render;

/// <summary>Reads conversations: a JSON array of chat messages as in OpenAI's API, or an object with such messages and perhaps tools.</summary>
internal static class ConversationFile
{
    /// <param name="messagesPath">File with the messages.</param>
    /// <param name="toolsPath">File with an array of tools; null takes those that stand beside the messages, if any.</param>
    /// <exception cref="InputException">A file cannot be read, or is of another shape.</exception>
    public static ConversationJson Read(string messagesPath, string? toolsPath)
    {
        var root = Parse(messagesPath);
        var isObject = root.ValueKind == JsonValueKind.Object;
        var messages = isObject && root.TryGetProperty("messages", out var inner) ? inner : root;
        if (messages.ValueKind != JsonValueKind.Array || messages.GetArrayLength() == 0 || !messages.EnumerateArray().All(IsMessage))
        {
            throw new InputException($"'{messagesPath}' must hold a JSON array of at least one chat message, each an object with a role.");
        }

        var tools = toolsPath is not null ? Parse(toolsPath) : isObject && root.TryGetProperty("tools", out var beside) ? beside : default;
        return tools.ValueKind is JsonValueKind.Array or JsonValueKind.Null or JsonValueKind.Undefined
            ? new ConversationJson(messages.GetRawText(), tools.ValueKind == JsonValueKind.Array ? tools.GetRawText() : null)
            : throw new InputException($"'{toolsPath ?? messagesPath}' must hold the tools as a JSON array.");
    }

    private static JsonElement Parse(string path)
    {
        try
        {
            return JsonElement.Parse(InputFile.Read(path));
        }
        catch (JsonException e)
        {
            throw new InputException($"'{path}' is not JSON: {e.Message}", e);
        }
    }

    private static bool IsMessage(JsonElement message)
        => message.ValueKind == JsonValueKind.Object && message.TryGetProperty("role", out var role) && role.ValueKind == JsonValueKind.String;
}
