using System.Collections.Immutable;

namespace SKReasoning;

/// <summary>What a calibration rests on.</summary>
/// <param name="Answers">Answers that the models were fitted and compared on.</param>
/// <param name="Right">Those of them that are right.</param>
/// <param name="HeldOut">Answers that took part in nothing but the thresholds and <paramref name="Final"/>.</param>
/// <param name="Incomplete">Answers that were left out because they lack a feature that others have.</param>
/// <param name="Models">Length alone, length and log-probabilities, and all features: predictions of nested cross-validation by problem.</param>
/// <param name="Gains">What each group adds, on the same predictions.</param>
/// <param name="Final">The model that judges, on the answers held out.</param>
/// <param name="CalibrationError">Expected calibration error of that model there: mean distance of predicted and observed share over <paramref name="Reliability"/>.</param>
/// <param name="Reliability">Points of about as many answers each, of those held out.</param>
/// <param name="Dropped">Features that are not used, and why.</param>
public sealed record CalibrationEvidence(
    int Answers,
    int Right,
    int HeldOut,
    int Incomplete,
    ImmutableArray<ModelEvidence> Models,
    ImmutableArray<GroupEvidence> Gains,
    ModelEvidence Final,
    double CalibrationError,
    ImmutableArray<ReliabilityPoint> Reliability,
    ImmutableArray<DroppedFeature> Dropped)
{
    /// <summary>How well the step that went wrong is found; null where the truth of steps is not known.</summary>
    public StepEvidence? Steps { get; init; }

    /// <summary>What picking heads gains; null where it was not tried.</summary>
    public HeadEvidence? Heads { get; init; }
}
