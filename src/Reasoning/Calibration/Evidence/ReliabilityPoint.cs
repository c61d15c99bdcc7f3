namespace SKReasoning;

/// <summary>Answers of about equal predicted probability, and how many of them were right.</summary>
/// <param name="Count">Number of answers.</param>
/// <param name="Predicted">Mean of their predicted probabilities.</param>
/// <param name="Observed">Share of them that is right.</param>
public readonly record struct ReliabilityPoint(int Count, double Predicted, double Observed);
