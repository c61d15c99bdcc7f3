namespace SKReasoning;

/// <summary>The strength ω of a blend: 1 is plain decoding, 0 decodes the masked prompt, more than 1 amplifies the anchors.</summary>
/// <remarks>Immutable.</remarks>
public sealed record AnchorStrength
{
    /// <summary>ω that a published preset for several models uses.</summary>
    public const double DefaultBase = 1.28;

    /// <summary>The rule.</summary>
    /// <value>Default <see cref="StrengthRule.Constant"/>.</value>
    public StrengthRule Rule { get; init; }

    /// <summary>ω of the constant rule, of the first segment under the others, and the base of the scaled excess.</summary>
    /// <value>Default 1.28; −10 to 100.</value>
    public double Base { get; init; } = DefaultBase;

    /// <summary>κ of the inverse confidence.</summary>
    /// <value>Default 1; 0 to 100.</value>
    public double Gain { get; init; } = 1;

    /// <summary>Most that a rule that follows confidence may give.</summary>
    /// <value>Default 2, the bound for plain blends; 1 to 100.</value>
    public double Most { get; init; } = 2;

    /// <summary>Whether ω follows the confidence of the running segment after every token, not only that of the last one.</summary>
    /// <value>Default false.</value>
    public bool PerToken { get; init; }

    /// <summary>ω for a confidence, which is the harmonic mean of token probabilities (arXiv 2510.03223).</summary>
    /// <param name="confidence">Above 0 to 1; null where no token was counted yet, which gives <see cref="Base"/>.</param>
    public double At(double? confidence) => Rule switch
    {
        StrengthRule.InverseConfidence when confidence is { } mean => Math.Clamp(1 + (Gain * (1 - mean)), 1, Most),
        StrengthRule.ScaledExcess when confidence is { } mean => Math.Clamp(1 + ((Base - 1) / mean), 1, Most),
        _ => Base,
    };

    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    internal void Validate()
    {
        if (!Enum.IsDefined(Rule))
        {
            throw new ArgumentOutOfRangeException(nameof(Rule), Rule, "The rule of the strength must be a named one.");
        }

        Check(Base, -10, 100, nameof(Base));
        Check(Gain, 0, 100, nameof(Gain));
        Check(Most, 1, 100, nameof(Most));
    }

    private static void Check(double value, double least, double most, string name)
    {
        if (!(value >= least && value <= most))
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} of the strength must be {least} to {most}.");
        }
    }
}
