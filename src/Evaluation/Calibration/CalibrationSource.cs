namespace SKReasoning.Evaluation;

/// <summary>Where the answers that a calibration is fitted on come from.</summary>
/// <param name="CreatedBy">The command.</param>
/// <param name="Model">The model.</param>
/// <param name="Influence">How influence was measured; null where it was not.</param>
/// <param name="Heads">How the heads of <paramref name="Influence"/> were found; null for all heads.</param>
public sealed record CalibrationSource(string CreatedBy, ModelIdentity Model, InfluenceOptions? Influence = null, HeadEvidence? Heads = null);
