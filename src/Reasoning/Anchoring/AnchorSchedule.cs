namespace SKReasoning;

/// <summary>What is anchored when.</summary>
public enum AnchorSchedule
{
    /// <summary>The turn is written as plans and reasons (Self-Anchor, arXiv 2510.03223): the question is anchored in plans, the question and the current plan in reasons.</summary>
    PlanAndReason,

    /// <summary>The question, or what is marked in its place, is anchored for the whole turn, which is written as it comes (selective prompt anchoring, arXiv 2408.09121).</summary>
    WholeTurn,
}
