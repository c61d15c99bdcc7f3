using System.ComponentModel.DataAnnotations;

namespace SKReasoning.Filters;

/// <summary>How further derivations of a rejected turn are made, and when they agree.</summary>
/// <remarks>
/// A model that is sure of a wrong step stays sure of it when the step is drawn again; told the facts in another order it reasons along
/// another way, and wrong answers seldom agree. How many derivations there are, and what they may cost, is said by <see cref="BranchOptions"/>.
/// </remarks>
public sealed class CorroborationOptions
{
    /// <summary>Whether the facts of the request are told in another order, where they can be: three sentences or more of the last user's message that neither ask, instruct, negate nor refer to one another.</summary>
    /// <value>Default true; where they cannot be, and with false, derivations are drawn at the temperature of <see cref="BranchOptions.Temperature"/>. What refers to what is told by English words.</value>
    public bool ReordersFacts { get; set; } = true;

    /// <summary>By how much the weight of one answer must exceed that of every other for the turn to be accepted.</summary>
    /// <value>Default 1; above 0 to 64. A derivation weighs as much as its least probable token's probability, so that two sure ones, or more doubtful ones, suffice.</value>
    [Range(0.01, 64)]
    public double Lead { get; set; } = 1;

    /// <summary>Says what of a text is its answer: derivations agree where these are the same.</summary>
    /// <value>Default null: as for <see cref="AgreementOptions.AnswerOf"/>. Turns with calls agree where they make the same calls.</value>
    public Func<string, string>? AnswerOf { get; set; }
}
