namespace SKReasoning;

/// <summary>What a group of features adds to a model without it, on answers that neither was fitted on.</summary>
/// <param name="Group">The group; log-probabilities are added to length, all others to both.</param>
/// <param name="Auc">Gain of the area under the ROC curve.</param>
/// <param name="LogLoss">Gain, by which the log-loss falls; the group is kept where its interval lies above 0.</param>
/// <param name="IsKept">Whether verdicts use it.</param>
public sealed record GroupEvidence(FeatureGroup Group, EvidenceInterval Auc, EvidenceInterval LogLoss, bool IsKept);
