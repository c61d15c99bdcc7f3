namespace SKReasoning.LocalModel.Capture;

/// <summary>The softmax rows of one layer in one graph run.</summary>
/// <param name="Cells">Cells of a row.</param>
/// <param name="Tokens">Query tokens.</param>
/// <param name="Heads">Query heads.</param>
internal readonly record struct AttentionShape(int Cells, int Tokens, int Heads);
