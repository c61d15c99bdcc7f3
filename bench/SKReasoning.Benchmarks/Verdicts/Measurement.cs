using System.Collections.Immutable;

namespace SKReasoning.Benchmarks.Verdicts;

/// <summary>All that was measured.</summary>
/// <param name="FirstAttempts">Those that the threshold was picked on, for each temperature.</param>
/// <param name="PickedAt">Temperature of those that decided.</param>
/// <param name="Threshold">The threshold that was picked.</param>
/// <param name="Arms">Ways to answer, on other problems.</param>
internal sealed record Measurement(
    ImmutableArray<FirstAttempts> FirstAttempts,
    double PickedAt,
    double Threshold,
    ImmutableArray<Arm> Arms);
