using System.Text.Json.Serialization;

namespace Serve;

/// <summary>A whole completion.</summary>
internal sealed record CompletionDocument(string Id, long Created, string Model, IReadOnlyList<CompletionDocument.WholeChoice> Choices, UsageEntry? Usage)
{
    public string Object => "chat.completion";

    internal sealed record WholeChoice(
        AnswerMessage Message,
        string FinishReason,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] LogProbabilities? Logprobs)
    {
        public int Index => 0;
    }

    internal sealed record AnswerMessage(
        [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Content,
        string? ReasoningContent,
        IReadOnlyList<CallEntry>? ToolCalls)
    {
        public string Role => "assistant";
    }
}
