using System.ComponentModel.DataAnnotations;

namespace SKReasoning.Filters;

/// <summary>How further derivations of a rejected turn are made, and when they agree.</summary>
/// <remarks>
/// A model that is sure of a wrong step stays sure of it when the step is drawn again; told the facts in another order it reasons along
/// another way, and wrong answers seldom agree. How many derivations there are, and what they may cost, is said by <see cref="BranchOptions"/>.
/// </remarks>
public sealed class CorroborationOptions
{
    /// <summary>How derivations differ from the first attempt.</summary>
    /// <value>
    /// Default <see cref="DerivationView.ReorderedFacts"/>: the last user's message is told with its facts in another order, where it has three
    /// sentences or more that neither ask, instruct, negate nor refer to one another; where it has not, the turn is branched as under
    /// <see cref="OnFail.Branch"/>. What refers is told by English words.
    /// </value>
    [EnumDataType(typeof(DerivationView))]
    public DerivationView View { get; set; } = DerivationView.ReorderedFacts;

    /// <summary>By how much the weight of one answer must exceed that of every other for the turn to be accepted.</summary>
    /// <value>Default 1; above 0 to 64. A derivation weighs as much as its least probable token's probability, so that two sure ones, or more doubtful ones, suffice.</value>
    [Range(0.01, 64)]
    public double Lead { get; set; } = 1;

    /// <summary>Says what of a text is its answer: derivations agree where these are the same.</summary>
    /// <value>Default null: as for <see cref="AgreementOptions.AnswerOf"/>. Turns with calls agree where they make the same calls.</value>
    public Func<string, string>? AnswerOf { get; set; }
}
