namespace SKReasoning;

/// <summary>What was found out about a unit of a request.</summary>
/// <param name="Message">Index of its message in the request.</param>
/// <param name="Content">Index of its content in the message.</param>
/// <param name="Unit">Its place in the content's text.</param>
/// <param name="Text">Its text.</param>
/// <param name="Decision">What became of it.</param>
/// <param name="Reason">Why, in one sentence.</param>
public sealed record UnitFinding(int Message, int Content, TextUnit Unit, string Text, PruneDecision Decision, string Reason)
{
    /// <summary>The answer's attention to it; null where it was not read.</summary>
    public TextAttention? Attention { get; init; }

    /// <summary>Attention of one of its tokens over that of one token of all units; 1 is the average. Null where it was not read.</summary>
    public double? RelativeAttention { get; init; }

    /// <summary>Rise of the reference answer's mean log-probability without it, in nats a token; null where that was not read.</summary>
    public double? Change { get; init; }
}
