namespace SKReasoning;

/// <summary>How a model is steered towards anchored text.</summary>
public enum AnchorBackend
{
    /// <summary>Its logits are moved away from those of a second sequence in which the anchors are masked: works with any model, costs a second row for every token.</summary>
    LogitBlend,

    /// <summary>Its attention to the anchors is scaled; see <see cref="AttentionScaling"/>. Costs next to nothing for all heads, but steers attention only.</summary>
    AttentionScale,
}
