namespace SKReasoning.Evaluation;

/// <summary>An arm against a baseline that may spend as many tokens.</summary>
/// <param name="Difference">How much larger the arm's share of right answers is than that of the best baseline at no more than the arm's tokens.</param>
/// <param name="PValue">Two-sided p-value that there is no difference, from the same resamples; at least 2/(resamples + 1).</param>
/// <param name="ArmTokens">Mean tokens of the arm.</param>
/// <param name="BaselineTokens">Mean tokens of what it was compared with: the same, fewer where more brought nothing, or those of the cheapest budget where all are dearer.</param>
public sealed record EqualTokensComparison(Estimate Difference, double PValue, double ArmTokens, double BaselineTokens)
{
    /// <summary>Whether the arm spends less than the cheapest budget, or more than the dearest, beyond which nobody measured what tokens bring.</summary>
    public bool IsOutsideBudgets { get; init; }
}
