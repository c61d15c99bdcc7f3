using System.Text.Json.Serialization;

namespace Serve;

/// <summary>A part of a streamed completion; the one that tells the usage has no choices.</summary>
internal sealed record CompletionChunk(string Id, long Created, string Model, IReadOnlyList<CompletionChunk.PartChoice> Choices, UsageEntry? Usage = null)
{
    public string Object => "chat.completion.chunk";

    internal sealed record PartChoice(
        Delta Delta,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? FinishReason = null,
        LogProbabilities? Logprobs = null)
    {
        public int Index => 0;
    }

    internal sealed record Delta(string? Role = null, string? Content = null, string? ReasoningContent = null, IReadOnlyList<CallEntry>? ToolCalls = null);
}
