namespace SKReasoning.LocalModel;

/// <summary>What the header of a GGUF file says of the model in it.</summary>
/// <param name="Path">The file.</param>
/// <param name="Architecture">Name of the architecture, such as llama.</param>
/// <param name="Name">Name of the model; null where the file gives none.</param>
/// <param name="Parameters">Weights of all tensors in this file; a split model has more in its other files.</param>
/// <param name="WeightFormat">Number format that most bytes of the weights have, such as q8_0.</param>
/// <param name="BitsPerWeight">Mean over all weights.</param>
/// <param name="ContextLength">Tokens that the model was trained for; null where the file does not say.</param>
/// <param name="Layers">Number of blocks; null where the file does not say.</param>
/// <param name="HasChatTemplate">Whether the model can be chatted with.</param>
/// <param name="Bytes">Size of the file.</param>
public sealed record ModelFile(
    string Path,
    string Architecture,
    string? Name,
    long Parameters,
    string WeightFormat,
    double BitsPerWeight,
    long? ContextLength,
    long? Layers,
    bool HasChatTemplate,
    long Bytes)
{
    /// <summary>Reads a header in managed code and checks that llama.cpp can load the file.</summary>
    /// <remarks>Thread-safe. Costs one pass over the header, whatever the size of the weights.</remarks>
    /// <exception cref="ModelFileException">The file cannot be read, is damaged, or holds no model that can answer.</exception>
    public static ModelFile Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var header = GgufHeader.Read(path);
        var elements = header.Tensors.Sum(Elements);
        return new ModelFile(
            path,
            header.Architecture,
            header.Text(GgufKeys.Name),
            elements,
            header.Tensors.GroupBy(tensor => tensor.Type.Name).MaxBy(group => group.Sum(tensor => tensor.Bytes))?.Key ?? "",
            8.0 * header.Tensors.Sum(tensor => tensor.Bytes) / Math.Max(1, elements),
            header.Integer(header.Key("context_length")),
            header.Integer(header.Key("block_count")),
            header.ChatTemplate is { Length: > 0 },
            new FileInfo(path).Length);
    }

    private static long Elements(GgufTensor tensor) => tensor.Shape.Aggregate(1L, (product, size) => product * size);
}
