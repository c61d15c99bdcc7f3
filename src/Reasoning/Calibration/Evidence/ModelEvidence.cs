namespace SKReasoning;

/// <summary>How well one model tells right answers from wrong ones that it was not fitted on.</summary>
/// <param name="Name">What it rests on.</param>
/// <param name="Features">Number of its features.</param>
/// <param name="Auc">Area under the ROC curve: the probability that a right answer stands above a wrong one.</param>
/// <param name="LogLoss">Mean negative logarithm of the probability given to what was the case, in nats.</param>
public sealed record ModelEvidence(string Name, int Features, EvidenceInterval Auc, double LogLoss);
