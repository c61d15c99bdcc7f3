namespace SKReasoning.Evaluation;

/// <summary>How an interval follows from a statistic's resampled values.</summary>
public enum BootstrapInterval
{
    /// <summary>Quantiles of the values (Efron, 1979).</summary>
    Percentile,

    /// <summary>Quantiles moved for bias and for a spread that changes with the statistic (BCa; Efron, 1987). Costs the statistic once more per unit.</summary>
    BiasCorrectedAccelerated,
}
