namespace SKReasoning.LocalModel;

/// <summary>Sees the logits after the token at a position.</summary>
/// <param name="position">Position of the token, from 0.</param>
/// <param name="logits">Raw logits, shape (vocabulary); valid during the call only.</param>
public delegate void LogitsHandler(int position, ReadOnlySpan<float> logits);
