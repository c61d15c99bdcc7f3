namespace SKReasoning;

/// <summary>How the strength ω follows the model's confidence. The direction and the statistic are the paper's, the constants are ours: the paper gives none.</summary>
public enum StrengthRule
{
    /// <summary>Always the base strength.</summary>
    Constant,

    /// <summary>1 + gain · (1 − confidence).</summary>
    InverseConfidence,

    /// <summary>1 + (base − 1) / confidence.</summary>
    ScaledExcess,
}
