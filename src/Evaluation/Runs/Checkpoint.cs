namespace SKReasoning.Evaluation;

/// <summary>What an arm would have answered had it stopped here.</summary>
/// <param name="Tokens">Tokens that were written so far.</param>
/// <param name="IsRight">Whether the answer would have been right.</param>
public readonly record struct Checkpoint(int Tokens, bool IsRight);
