namespace SKReasoning;

/// <summary>What stands in the place of anchored text in the masked sequence. Results of different styles are not comparable.</summary>
public enum MaskStyle
{
    /// <summary>As many filler tokens, so positions are kept: the paper's definition.</summary>
    SameLengthFill,

    /// <summary>The text MASKTOKEN, or the mask token of the vocabulary, once for each anchor: what the published library does.</summary>
    MaskText,

    /// <summary>One filler token for each anchor: what the published experiments do.</summary>
    OneToken,

    /// <summary>Nothing: the anchor is left out (context-aware decoding, arXiv 2305.14739).</summary>
    Omit,

    /// <summary>As many tokens of bland text: the control for fillers that the model has never seen in a row.</summary>
    NeutralText,
}
