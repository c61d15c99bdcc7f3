namespace SKReasoning.Evaluation;

/// <summary>What an item cost and whether it came out right.</summary>
/// <param name="Tokens">Tokens that were generated; 0 or more.</param>
/// <param name="IsRight">Whether the answer was right.</param>
public readonly record struct TokenOutcome(double Tokens, bool IsRight);
