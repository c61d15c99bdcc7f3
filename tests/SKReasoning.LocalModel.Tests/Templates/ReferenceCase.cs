using System.Text.Json;

namespace SKReasoning.LocalModel.Tests.Templates;

/// <summary>One rendering that transformers made, or refused.</summary>
internal sealed class ReferenceCase(JsonElement json, JsonElement inputs)
{
    public string Name => $"{Text("name")} {Arguments}";

    public string Conversation => Text("conversation")!;

    /// <summary>How tool calls give their arguments: dict, string or either; "no call" where there is none.</summary>
    public string Arguments => Text("arguments") ?? "no call";

    /// <summary>The text; null where rendering failed.</summary>
    public string? Expected => Text("expected");

    /// <summary>Message that the template raised; null where it did not.</summary>
    public string? Raised => Text("error_kind") == "raised" ? Text("error") : null;

    /// <summary>The conversation, in the style that the case says.</summary>
    public JsonElement Messages => inputs.GetProperty("conversations").GetProperty(Conversation).GetProperty(Arguments == "string" ? "messages_string_arguments" : "messages");

    public string Render(ChatTemplate template)
    {
        var tools = Text("tools") is { } name ? inputs.GetProperty("tools").GetProperty(name).GetRawText() : null;
        var variables = json.TryGetProperty("variables", out var given) ? given.GetRawText() : null;
        var addGenerationPrompt = json.GetProperty("add_generation_prompt").GetBoolean();
        return template.Render(Messages.GetRawText(), tools, addGenerationPrompt, "<s>", "</s>", variables);
    }

    private string? Text(string property) => json.TryGetProperty(property, out var value) ? value.GetString() : null;
}
