namespace SKReasoning;

/// <summary>The dimensions of a decoder that signals need to know.</summary>
/// <param name="Layers">Number of blocks.</param>
/// <param name="Heads">Query heads of a block.</param>
/// <param name="HiddenSize">Length of a hidden state.</param>
public readonly record struct ModelShape(int Layers, int Heads, int HiddenSize);
