namespace SKReasoning;

/// <summary>How logits and masked logits are blended.</summary>
public enum BlendForm
{
    /// <summary>ω · l + (1 − ω) · a: the paper's form. Keep ω below 2.</summary>
    Plain,

    /// <summary>The difference counts for each token by its probability relative to the most probable one, so improbable tokens are not lifted; only where ω is above 1 or below −1.</summary>
    Modulated,
}
