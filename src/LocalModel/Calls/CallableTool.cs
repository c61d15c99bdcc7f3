namespace SKReasoning.LocalModel.Calls;

/// <summary>What is known of a tool where its calls are read.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">Kinds of values that each declared parameter takes; a format whose texts stand unquoted is read by them.</param>
internal sealed record CallableTool(string Name, IReadOnlyDictionary<string, ValueKinds> Parameters)
{
    /// <summary>A tool of which the name alone is known.</summary>
    public CallableTool(string name)
        : this(name, new Dictionary<string, ValueKinds>())
    {
    }
}
