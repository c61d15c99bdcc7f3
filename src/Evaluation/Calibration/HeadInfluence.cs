using System.Collections.Immutable;

namespace SKReasoning.Evaluation;

/// <summary>What each head says of an answer's steps.</summary>
/// <param name="Problem">Identifies the problem.</param>
/// <param name="IsRight">Whether it is the right answer.</param>
/// <param name="Influence">For each head its influence of each step, null where undefined; as <see cref="ForwardInfluence.OfHead"/> gives it.</param>
/// <param name="LengthGroup">As that of <see cref="LabelledTrace"/>.</param>
public sealed record HeadInfluence(string Problem, bool IsRight, ImmutableArray<ImmutableArray<double?>> Influence, int LengthGroup = 0);
