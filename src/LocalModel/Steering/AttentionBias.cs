namespace SKReasoning.LocalModel.Steering;

/// <summary>How the attention of a token is moved towards some keys.</summary>
/// <param name="Keys">Positions of the keys; those behind the token do not count.</param>
/// <param name="Scaling">By how much, and where.</param>
/// <remarks>Immutable; shared by all tokens of a segment.</remarks>
internal sealed record AttentionBias(IReadOnlyList<TokenRange> Keys, AttentionScaling Scaling);
