namespace SKReasoning;

/// <summary>How well one feature alone tells right from wrong.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Auc">Area under the ROC curve, in the direction in which it is at least 0.5.</param>
public sealed record FeatureEvidence(string Name, EvidenceInterval Auc);
