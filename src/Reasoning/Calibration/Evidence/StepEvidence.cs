using System.Collections.Immutable;

namespace SKReasoning;

/// <summary>How well the step that went wrong is found.</summary>
/// <param name="Steps">Steps whose truth is known.</param>
/// <param name="WrongSteps">Those that are wrong.</param>
/// <param name="Auc">Of the step model, on steps of problems that it was not fitted on.</param>
/// <param name="HitRate">Wrong answers whose least trusted step is the first wrong one, as a share.</param>
/// <param name="Chance">The share that a step drawn at random would hit.</param>
/// <param name="Alone">Each feature alone.</param>
public sealed record StepEvidence(
    int Steps, int WrongSteps, EvidenceInterval Auc, EvidenceInterval HitRate, double Chance, ImmutableArray<FeatureEvidence> Alone);
