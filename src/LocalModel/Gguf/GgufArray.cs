namespace SKReasoning.LocalModel;

/// <summary>An array among the metadata.</summary>
/// <param name="Count">Number of elements in the file.</param>
/// <param name="Elements">The elements as string[], long[], double[] or bool[]; null where the header does not keep them.</param>
internal sealed record GgufArray(long Count, Array? Elements);
