using System.Collections.Immutable;

namespace SKReasoning.Benchmarks.Verdicts;

/// <summary>A way to answer, and the turns that it wrote at the held-out problems.</summary>
/// <param name="Temperature">Temperature of the first attempts.</param>
/// <param name="Name">What is done after them.</param>
/// <param name="Turns">A turn for each problem.</param>
/// <param name="IsGated">Whether a turn's verdict says anything: without a gate none is accepted.</param>
internal sealed record Arm(double Temperature, string Name, ImmutableArray<Turn> Turns, bool IsGated = true);
