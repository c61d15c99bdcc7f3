using System.Collections.Immutable;

namespace SKReasoning;

/// <summary>How a turn was steered.</summary>
/// <param name="Request">What was asked for; its schedule is the one that was kept.</param>
/// <param name="Segments">The segments, in order; together they cover all tokens.</param>
/// <param name="Filler">Filler token of the masked sequence; −1 where none was used.</param>
/// <param name="MaskedTokens">Tokens that were decoded for the masked sequence: what steering cost beside the turn.</param>
public sealed record AnchorTrace(AnchorRequest Request, ImmutableArray<AnchorSegment> Segments, int Filler, int MaskedTokens)
{
    /// <summary>Tokens whose most probable choice the blend changed.</summary>
    public int Flips => Segments.Sum(segment => segment.Flips);

    /// <summary>Whether a blend was asked for that changed nothing measurable: the anchors do not matter to the model.</summary>
    public bool IsIneffective => Request is { Backend: AnchorBackend.LogitBlend, Strength: not { Rule: StrengthRule.Constant, Base: 1 } }
        && Segments.All(segment => segment.MeanDivergence < 1e-6);
}
