using Microsoft.Extensions.AI;

namespace SKReasoning.TestKit;

/// <summary>A turn of a <see cref="ScriptedModel"/>.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Calls">Its calls: names and arguments.</param>
public sealed record ScriptedTurn(string Text, params (string Name, Dictionary<string, object?> Arguments)[] Calls)
{
    /// <summary>Log-probability of the weakest token; null for a model that opens nothing.</summary>
    public float? Weakest { get; init; } = -0.1f;

    /// <summary>Whether a token limit ended it.</summary>
    public bool IsCutOff { get; init; }

    /// <summary>The turn with a weakest token that the default threshold rejects.</summary>
    public ScriptedTurn Doubtful() => this with { Weakest = -3 };

    /// <summary>The turn as a model writes it that opens nothing.</summary>
    public ScriptedTurn Opaque() => this with { Weakest = null };

    internal IEnumerable<ChatResponseUpdate> Updates()
    {
        foreach (var word in Text.Split(' '))
        {
            yield return new ChatResponseUpdate { Contents = [new TextContent(word == Text.Split(' ')[0] ? word : " " + word)] };
        }

        foreach (var (name, arguments) in Calls)
        {
            yield return new ChatResponseUpdate { Contents = [new FunctionCallContent(Guid.NewGuid().ToString("N")[..9], name, arguments)] };
        }

        yield return new ChatResponseUpdate
        {
            FinishReason = Calls.Length > 0 ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
            Contents = [new UsageContent(new UsageDetails { OutputTokenCount = 2 })],
            AdditionalProperties = Weakest is { } weakest ? new() { [ReasoningTrace.MetadataKey] = Traces.Create((-0.01f, weakest)) with { IsTruncated = IsCutOff } } : null,
        };
    }
}
