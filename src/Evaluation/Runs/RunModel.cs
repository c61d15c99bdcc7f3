namespace SKReasoning.Evaluation;

/// <summary>The model that a run measures.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Hash">Identity of its weights.</param>
/// <param name="TemplateHash">Identity of its chat template.</param>
public sealed record RunModel(string Name, string Hash, string TemplateHash)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Hash[..Math.Min(8, Hash.Length)]}/{TemplateHash[..Math.Min(8, TemplateHash.Length)]})";
}
