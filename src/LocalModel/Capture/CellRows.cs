namespace SKReasoning.LocalModel.Capture;

/// <summary>The softmax rows of one token, in order of cells.</summary>
/// <param name="values">Weights; the row of head h starts at h · <paramref name="headStride"/>.</param>
/// <param name="heads">Query heads.</param>
/// <param name="headStride">Elements between the starts of two heads' rows.</param>
/// <param name="map">Cells of the token's sequence.</param>
internal readonly ref struct CellRows(ReadOnlySpan<float> values, int heads, int headStride, CellMap map)
{
    public ReadOnlySpan<float> Values { get; } = values;

    public int Heads { get; } = heads;

    public int HeadStride { get; } = headStride;

    public CellMap Map { get; } = map;
}
