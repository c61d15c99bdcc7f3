namespace SKReasoning;

/// <summary>A token that a model wrote, with what its distribution says about it.</summary>
/// <param name="Id">Token id; −1 where a service names none.</param>
/// <param name="LogProbability">Natural logarithm of the token's probability under the raw logits (temperature 1, no cuts), among the tokens that a grammar permitted; at most 0.</param>
/// <param name="Entropy">Entropy of the distribution that the token was drawn from, in nats; at least 0. Of a token of a service, which tells a part of the distribution, a lower bound.</param>
public readonly record struct TracedToken(int Id, float LogProbability, float Entropy);
