namespace SKReasoning;

/// <summary>How a further derivation of a turn differs from the first attempt.</summary>
public enum DerivationView
{
    /// <summary>It was drawn anew from the same request.</summary>
    Sampled,

    /// <summary>The model was told the facts of the request in another order.</summary>
    ReorderedFacts,
}
