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

    /// <summary>
    /// Before a step of high forward context influence: the two earliest of the top fifth that lie apart, in turns (AttnRL, arXiv 2509.26628).
    /// </summary>
    /// <remarks>
    /// A point has min(512, a tenth of the turn's tokens) tokens before it and between it and the other. Never the first step, a tool call,
    /// a step after the thoughts of a turn that has some, or one of less than four tokens. Where no step is left, and where influence is
    /// undefined, the turn is written anew: the point says <see cref="Restart"/> and why.
    /// </remarks>
    Influence,

    /// <summary>Before the step of highest mean entropy.</summary>
    Entropy,

    /// <summary>Before a step drawn at random: a control.</summary>
    Random,

    /// <summary>Before the steps that begin nearest to one and two thirds of the turn, in turns: a control.</summary>
    Equidistant,

    /// <summary>As <see cref="Influence"/>, with the candidates in order of influence instead of the text's.</summary>
    HighestInfluence,
}
