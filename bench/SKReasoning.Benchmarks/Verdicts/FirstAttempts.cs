using System.Collections.Immutable;

namespace SKReasoning.Benchmarks.Verdicts;

/// <summary>One attempt at each problem, at one temperature.</summary>
internal sealed record FirstAttempts(double Temperature, ImmutableArray<Turn> Turns);
