namespace SKReasoning.Evaluation;

/// <summary>A difference with its interval and the p-value that there is none.</summary>
/// <param name="Difference">How much larger the first is than the second.</param>
/// <param name="PValue">Two-sided, 0 to 1.</param>
public readonly record struct Comparison(Estimate Difference, double PValue);
