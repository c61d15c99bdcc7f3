namespace SKReasoning;

/// <summary>Names one query head of a model.</summary>
/// <param name="Layer">Block, from 0.</param>
/// <param name="Head">Query head of the block, from 0.</param>
public readonly record struct AttentionHead(int Layer, int Head);
