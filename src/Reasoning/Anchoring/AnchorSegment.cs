using System.Collections.Immutable;

namespace SKReasoning;

/// <summary>A stretch of a steered turn that was written under the same anchors.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Step">Number of its plan, from 1; 0 for an answer or a whole turn.</param>
/// <param name="FirstToken">Index of its first token in the turn, openings included.</param>
/// <param name="TokenCount">Number of tokens.</param>
/// <param name="Anchors">Positions that were anchored, counted from the start of the prompt.</param>
/// <param name="MeanStrength">Mean ω of the tokens that were drawn, or the factor where attention is scaled; NaN where none was drawn.</param>
public sealed record AnchorSegment(SegmentKind Kind, int Step, int FirstToken, int TokenCount, ImmutableArray<TokenRange> Anchors, double MeanStrength)
{
    /// <summary>Harmonic mean of the probabilities of the drawn tokens in the sequence that is not masked: the confidence of Self-Anchor; null where none was drawn.</summary>
    public double? Confidence { get; init; }

    /// <summary>Their arithmetic mean.</summary>
    public double? ArithmeticConfidence { get; init; }

    /// <summary>Their geometric mean.</summary>
    public double? GeometricConfidence { get; init; }

    /// <summary>Share of the attention that went to the anchors, mean over layers, heads and tokens; null where attention was not read.</summary>
    public double? AnchorShare { get; init; }

    /// <summary>Tokens whose most probable choice the blend changed; 0 where attention is scaled instead.</summary>
    public int Flips { get; init; }

    /// <summary>Mean Kullback–Leibler divergence of the blended from the plain distribution, in nats; 0 where attention is scaled instead.</summary>
    public double MeanDivergence { get; init; }
}
