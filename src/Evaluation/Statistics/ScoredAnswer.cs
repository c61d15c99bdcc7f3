namespace SKReasoning.Evaluation;

/// <summary>An answer with what a verdict made of it and what it was worth.</summary>
/// <param name="Score">The higher, the more it was trusted; a probability of being right where calibration is asked about.</param>
/// <param name="IsRight">Whether it was right.</param>
public readonly record struct ScoredAnswer(double Score, bool IsRight);
