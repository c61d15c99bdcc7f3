namespace SKReasoning.Benchmarks.Steering;

/// <summary>How an arm is steered.</summary>
internal enum SteeringKind
{
    /// <summary>Not at all.</summary>
    Plain,

    /// <summary>By the logits of a masked sequence.</summary>
    Blend,

    /// <summary>By the attention mask: all heads.</summary>
    Mask,

    /// <summary>By rewritten weights: one head of every other layer.</summary>
    Heads,
}
