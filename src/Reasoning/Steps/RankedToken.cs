namespace SKReasoning;

/// <summary>One of the most probable tokens at a place of a turn, whether it was written there or not.</summary>
/// <param name="Id">Token id.</param>
/// <param name="LogProbability">As that of <see cref="TracedToken"/>.</param>
public readonly record struct RankedToken(int Id, float LogProbability);
