using SKReasoning.LocalModel.Calls;

namespace SKReasoning.LocalModel.Chat;

/// <summary>Something that happened while a turn was written, in the order in which it happened.</summary>
internal abstract record TurnEvent
{
    private TurnEvent()
    {
    }

    /// <summary>Visible text, or a thought.</summary>
    public sealed record Text(string Value, bool IsThought) : TurnEvent;

    /// <summary>A step was closed; all closed steps so far.</summary>
    public sealed record Steps(IReadOnlyList<ReasoningStep> Closed) : TurnEvent;

    /// <summary>A whole tool call.</summary>
    public sealed record Call(ToolCall Value) : TurnEvent;

    /// <summary>The turn has ended. The record is whole; what it shows is worked out by whoever reads this, not by the decode thread.</summary>
    public sealed record End(TurnEnd Reason, int NewTokens, TurnRecorder? Record, AnchorTrace? Anchoring) : TurnEvent;
}
