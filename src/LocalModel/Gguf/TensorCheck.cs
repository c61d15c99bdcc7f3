namespace SKReasoning.LocalModel;

/// <summary>Checks that llama.cpp can compute with the formats of the tensors: where it cannot, its first step ends the process.</summary>
internal static class TensorCheck
{
    /// <exception cref="ModelFileException">There are no tensors, or one has a format that cannot be computed with.</exception>
    public static void Run(GgufHeader header)
    {
        if (header.Tensors.Count == 0 && !(header.Integer(GgufKeys.SplitCount) > 1))
        {
            throw header.Problem("it holds a vocabulary but no weights. Give the path of a whole model.");
        }

        foreach (var tensor in header.Tensors)
        {
            if (!IsUsable(tensor))
            {
                throw header.Problem($"tensor '{tensor.Name}' has the format {tensor.Type.Name}, with which llama.cpp cannot compute "
                    + "there. Get the model in another quantisation, or convert it again.");
            }
        }
    }

    private static bool IsUsable(GgufTensor tensor)
    {
        if (tensor.Name.StartsWith("rope_", StringComparison.Ordinal))
        {
            return tensor.Type == GgufTensorType.F32;
        }

        if (tensor.Shape.Length <= 1 || tensor.Name.Contains("norm", StringComparison.Ordinal))
        {
            return tensor.Type == GgufTensorType.F32 || tensor.Type == GgufTensorType.F16;
        }

        // Mixtures of experts may choose experts by a table of token ids.
        return tensor.Type.HoldsWeights || tensor.Name.Contains("tid2eid", StringComparison.Ordinal);
    }
}
