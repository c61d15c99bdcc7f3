namespace SKReasoning.LocalModel;

/// <summary>A conversation as JSON, in the shape of OpenAI's chat API, and how a chat template is to render it.</summary>
/// <param name="Messages">Array of messages; arguments of tool calls reach the template as they stand, as text or as an object.</param>
/// <param name="Tools">Array of tool definitions; null for none.</param>
public sealed record ConversationJson(string Messages, string? Tools = null)
{
    /// <summary>Whether the text ends where the assistant's answer begins.</summary>
    /// <value>Default true.</value>
    public bool AddGenerationPrompt { get; init; } = true;

    /// <summary>Object of further names for the template, such as enable_thinking.</summary>
    /// <value>Default null: none.</value>
    public string? Variables { get; init; }

    /// <summary>Text that the template sees as bos_token.</summary>
    /// <value>Default null: the model's own.</value>
    public string? BosToken { get; init; }

    /// <summary>Text that the template sees as eos_token.</summary>
    /// <value>Default null: the model's own.</value>
    public string? EosToken { get; init; }
}
