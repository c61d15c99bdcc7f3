namespace SKReasoning.Evaluation;

/// <summary>A point of an arm's curve.</summary>
/// <param name="Tokens">Mean tokens.</param>
/// <param name="Accuracy">Share of right answers.</param>
public sealed record CurvePoint(double Tokens, Estimate Accuracy);
