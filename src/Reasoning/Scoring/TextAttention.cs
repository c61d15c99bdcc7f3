namespace SKReasoning;

/// <summary>How much of an answer's attention goes to a text of the prompt.</summary>
/// <param name="Share">Sum of the softmax weights on the text's tokens; mean over the answer's tokens, layers and heads; 0 to 1.</param>
/// <param name="Tokens">Tokens of the text; 0 where others took its characters in.</param>
public readonly record struct TextAttention(double Share, int Tokens)
{
    /// <summary>Share of one token of the text.</summary>
    public double PerToken => Tokens == 0 ? 0 : Share / Tokens;
}
