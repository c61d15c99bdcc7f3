using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serve;

/// <summary>The body of a request for a completion, as it comes: what may have several shapes is an element, and nothing is checked yet.</summary>
internal sealed record CompletionRequest
{
    public string? Model { get; init; }

    public IReadOnlyList<Message?>? Messages { get; init; }

    public bool? Stream { get; init; }

    public StreamSettings? StreamOptions { get; init; }

    public IReadOnlyList<Tool?>? Tools { get; init; }

    public JsonElement ToolChoice { get; init; }

    public bool? ParallelToolCalls { get; init; }

    public Format? ResponseFormat { get; init; }

    public float? Temperature { get; init; }

    public float? TopP { get; init; }

    public float? FrequencyPenalty { get; init; }

    public float? PresencePenalty { get; init; }

    public long? Seed { get; init; }

    public JsonElement Stop { get; init; }

    public int? MaxTokens { get; init; }

    public int? MaxCompletionTokens { get; init; }

    public int? N { get; init; }

    public bool? Logprobs { get; init; }

    public int? TopLogprobs { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; set; }

    internal sealed record Message(string? Role, JsonElement Content, string? Name, string? ReasoningContent, IReadOnlyList<EarlierCall?>? ToolCalls, string? ToolCallId);

    internal sealed record EarlierCall(string? Id, string? Type, EarlierFunction? Function);

    internal sealed record EarlierFunction(string? Name, string? Arguments);

    internal sealed record Tool(string? Type, OfferedFunction? Function);

    internal sealed record OfferedFunction(string? Name, string? Description, JsonElement Parameters);

    internal sealed record Format(string? Type, NamedSchema? JsonSchema);

    internal sealed record NamedSchema(string? Name, string? Description, JsonElement Schema);

    internal sealed record StreamSettings(bool? IncludeUsage);
}
