namespace SKReasoning.Benchmarks.Pruning;

/// <summary>A problem, asked in all ways.</summary>
internal sealed record PruneResult(DistractedProblem Problem, IReadOnlyDictionary<PruneArm, PruneOutcome> Outcomes);
