namespace SKReasoning;

/// <summary>A token of an answer that was read, with what the model's distribution before it says about it.</summary>
/// <param name="Id">Token id.</param>
/// <param name="Text">Text that the token completes; empty for a part of a character.</param>
/// <param name="LogProbability">Natural logarithm of the token's probability given all before it, under the raw logits; at most 0.</param>
/// <param name="Entropy">Entropy of that distribution, in nats; at least 0.</param>
public readonly record struct ScoredToken(int Id, string Text, float LogProbability, float Entropy);
