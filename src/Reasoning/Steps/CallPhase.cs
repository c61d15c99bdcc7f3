namespace SKReasoning;

/// <summary>Where a token stands in respect of a tool call.</summary>
public enum CallPhase
{
    /// <summary>It is text.</summary>
    Outside,

    /// <summary>It may be the opening of a call; the next tokens tell.</summary>
    Opening,

    /// <summary>It belongs to a call.</summary>
    Inside,
}
