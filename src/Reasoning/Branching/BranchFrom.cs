namespace SKReasoning;

/// <summary>Where the retry of a rejected turn leaves it.</summary>
public enum BranchFrom
{
    /// <summary>At the start of the turn: the control that every other rule has to beat at equal tokens.</summary>
    Restart,

    /// <summary>Before the step that the verdict trusts least.</summary>
    Weakest,

    /// <summary>Before the step that precedes the one that the verdict trusts least.</summary>
    BeforeWeakest,

    /// <summary>Before a step of high forward context influence: the earliest of the top fifth, the next one at the next attempt (AttnRL, arXiv 2509.26628).</summary>
    Influence,

    /// <summary>Before the step of highest mean entropy.</summary>
    Entropy,

    /// <summary>Before a step drawn at random: a control.</summary>
    Random,
}
