using System.Collections.Immutable;

namespace SKReasoning;

/// <summary>What it gains to let a few heads decide about influence.</summary>
/// <param name="Heads">The heads that were picked.</param>
/// <param name="Picked">Area under the ROC curve of their highest influence, on answers that they were not picked on.</param>
/// <param name="All">The same of all heads.</param>
/// <param name="Gain">Difference of both.</param>
public sealed record HeadEvidence(ImmutableArray<AttentionHead> Heads, EvidenceInterval Picked, EvidenceInterval All, EvidenceInterval Gain);
