namespace SKReasoning.LocalModel;

/// <summary>Checks the tensors that a model computes with.</summary>
internal static class TensorCheck
{
    /// <exception cref="ModelFileException">There are none, or one has a format that cannot be computed with.</exception>
    public static void Run(GgufHeader header)
    {
        if (header.Tensors.Count == 0 && !(header.Integer(GgufKeys.SplitCount) > 1))
        {
            throw header.Problem("it holds a vocabulary but no weights. Give the path of a whole model.");
        }
    }
}
