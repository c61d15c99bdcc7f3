namespace SKReasoning.Benchmarks.Pruning;

/// <summary>What came of asking a problem in one way.</summary>
/// <param name="IsRight">Whether the answer is right.</param>
/// <param name="Tokens">Tokens that were decoded for it, read and written.</param>
/// <param name="Report">What pruning found; null in other arms.</param>
internal sealed record PruneOutcome(bool IsRight, int Tokens, PruneReport? Report = null);
