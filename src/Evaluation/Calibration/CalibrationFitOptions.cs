using System.Collections.Immutable;

namespace SKReasoning.Evaluation;

/// <summary>How a calibration is fitted.</summary>
public sealed record CalibrationFitOptions
{
    /// <summary>Share of the problems that <see cref="HeldOutSplit"/> keeps for the thresholds.</summary>
    /// <value>Default 0.5; more than 0, less than 1.</value>
    public double HeldOutShare { get; init; } = 0.5;

    /// <summary>Parts of the outer cross-validation, on which models are compared.</summary>
    /// <value>Default 5; at least 2.</value>
    public int Folds { get; init; } = 5;

    /// <summary>Parts of the inner one, on which the strength of the ridge is chosen.</summary>
    /// <value>Default 4; at least 2.</value>
    public int InnerFolds { get; init; } = 4;

    /// <summary>False-accept rates that thresholds are wanted for; the first must be attainable, others are left out where they are not.</summary>
    /// <value>Default 10 %, then 5 % and 20 %.</value>
    public ImmutableArray<double> FalseAcceptRates { get; init; } = [0.1, 0.05, 0.2];

    /// <summary>Probability that the guarantee of one threshold holds.</summary>
    /// <value>Default 0.95.</value>
    public double Confidence { get; init; } = 0.95;

    /// <summary>Resamples of problems for each interval.</summary>
    /// <value>Default 1000; at least 100.</value>
    public int BootstrapSamples { get; init; } = 1000;

    /// <summary>Seed of folds and resamples.</summary>
    public int Seed { get; init; } = 1;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(HeldOutShare is > 0 and < 1, true, nameof(HeldOutShare));
        ArgumentOutOfRangeException.ThrowIfLessThan(Folds, 2, nameof(Folds));
        ArgumentOutOfRangeException.ThrowIfLessThan(InnerFolds, 2, nameof(InnerFolds));
        ArgumentOutOfRangeException.ThrowIfLessThan(BootstrapSamples, 100, nameof(BootstrapSamples));
        ArgumentOutOfRangeException.ThrowIfNotEqual(Confidence is > 0 and < 1, true, nameof(Confidence));
        ArgumentOutOfRangeException.ThrowIfNotEqual(!FalseAcceptRates.IsDefaultOrEmpty && FalseAcceptRates.All(rate => rate is > 0 and < 1), true, nameof(FalseAcceptRates));
    }
}
