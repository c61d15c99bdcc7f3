namespace SKReasoning;

/// <summary>Means of the probabilities of tokens, counted one by one. Not thread-safe.</summary>
/// <remarks>The harmonic mean n / Σ 1/p is the confidence of Self-Anchor (arXiv 2510.03223): the least probable token decides it.</remarks>
public sealed class TokenConfidence
{
    private const double LeastProbability = 1e-6;

    private double _inverse;
    private double _sum;
    private double _logarithm;

    /// <summary>Tokens counted.</summary>
    public int Count { get; private set; }

    /// <summary>Harmonic mean; null without tokens.</summary>
    public double? Harmonic => Count == 0 ? null : Count / _inverse;

    /// <summary>Arithmetic mean; null without tokens.</summary>
    public double? Arithmetic => Count == 0 ? null : _sum / Count;

    /// <summary>Geometric mean; null without tokens.</summary>
    public double? Geometric => Count == 0 ? null : Math.Exp(_logarithm / Count);

    /// <summary>Counts a token.</summary>
    /// <param name="logProbability">At most 0; probabilities below 1e-6 count as 1e-6.</param>
    public void Add(double logProbability)
    {
        var probability = Math.Max(LeastProbability, Math.Exp(logProbability));
        _inverse += 1 / probability;
        _sum += probability;
        _logarithm += Math.Log(probability);
        Count++;
    }
}
