using System.Collections.Immutable;

namespace SKReasoning;

/// <summary>How the attention to anchored tokens is scaled: their softmax weights are multiplied, and the row is renormalised.</summary>
/// <remarks>
/// The same as adding the factor's logarithm to the scores (PASTA, arXiv 2311.02262; InstABoost, arXiv 2506.13734). With all heads and
/// layers it is nearly free; chosen ones, or a <see cref="LeastShare"/>, cut the model's graph at every layer concerned. Immutable.
/// </remarks>
public sealed record AttentionScaling
{
    /// <summary>Factor of the weights.</summary>
    /// <value>Default 2; above 0 to 1000, below 1 weakens.</value>
    public double Factor { get; init; } = 2;

    /// <summary>Scales only where the anchored tokens have a smaller share of the weights, and by as much as brings them there; replaces <see cref="Factor"/> (SpotLight, arXiv 2505.12025).</summary>
    /// <value>Default null: the factor always applies; above 0 to below 1.</value>
    public double? LeastShare { get; init; }

    /// <summary>Layers whose attention is scaled; empty for all.</summary>
    public ImmutableArray<int> Layers { get; init; } = [];

    /// <summary>Query heads whose attention is scaled, in each of the layers; empty for all.</summary>
    public ImmutableArray<int> Heads { get; init; } = [];

    /// <summary>Whether one factor holds for all heads of all layers.</summary>
    public bool IsUniform => LeastShare is null && Layers.IsEmpty && Heads.IsEmpty;

    /// <summary>Whether a layer is scaled.</summary>
    public bool Covers(int layer) => Layers.IsEmpty || Layers.Contains(layer);

    /// <summary>Whether a head of a layer is scaled.</summary>
    public bool Covers(int layer, int head) => Covers(layer) && (Heads.IsEmpty || Heads.Contains(head));

    /// <summary>The factor for a row whose anchored tokens have the given share of the weights, 0 to 1.</summary>
    /// <remarks>With a <see cref="LeastShare"/> α, scores rise by log(α / share), as in SpotLight: after renormalising the share is somewhat below α.</remarks>
    public double FactorFor(double share) => LeastShare is not { } least ? Factor : share > 0 && share < least ? least / share : 1;

    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    internal void Validate()
    {
        if (!(Factor > 0 && Factor <= 1000))
        {
            throw new ArgumentOutOfRangeException(nameof(Factor), Factor, "The factor must be above 0 and at most 1000; 1 leaves attention as it is.");
        }

        if (Layers.IsDefault || Heads.IsDefault)
        {
            throw new ArgumentOutOfRangeException(nameof(Layers), "Layers and heads must be lists; empty ones stand for all.");
        }

        if (LeastShare is { } least && !(least > 0 && least < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(LeastShare), least, "The least share must be above 0 and below 1.");
        }
    }
}
