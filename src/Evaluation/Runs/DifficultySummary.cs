namespace SKReasoning.Evaluation;

/// <summary>Share of right answers at one difficulty.</summary>
/// <param name="Difficulty">The difficulty.</param>
/// <param name="Items">Items of it.</param>
/// <param name="Accuracy">Share of right answers.</param>
public sealed record DifficultySummary(int Difficulty, int Items, Estimate Accuracy);
