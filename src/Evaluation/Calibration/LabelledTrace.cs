using System.Collections.Immutable;

namespace SKReasoning.Evaluation;

/// <summary>An answer with what is known of it.</summary>
/// <param name="Problem">Identifies the problem; answers to one problem are never parted.</param>
/// <param name="Features">Features of its trace.</param>
/// <param name="IsRight">Whether it is the right answer.</param>
/// <param name="Steps">Its steps in order; empty where they are not looked at.</param>
/// <param name="LengthGroup">What makes answers long, such as the number of operations; folds get as many problems of each group.</param>
public sealed record LabelledTrace(string Problem, FeatureSet Features, bool IsRight, ImmutableArray<LabelledStep> Steps, int LengthGroup = 0);
