namespace SKReasoning.Cli.Inspect;

/// <summary>All that is shown of one inspected text.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Architecture">Its architecture.</param>
/// <param name="Vocabulary">Tokens of its vocabulary.</param>
/// <param name="Text">The tokens.</param>
/// <param name="Texts">What each token adds to the text.</param>
/// <param name="Steps">Steps of the response.</param>
/// <param name="Reading">What the pass showed.</param>
/// <param name="Spectra">Signatures of the layers that were looked into.</param>
internal sealed record Inspection(
    string Model,
    string Architecture,
    int Vocabulary,
    InspectedText Text,
    string[] Texts,
    TextStep[] Steps,
    Reading Reading,
    IReadOnlyList<LayerSignatures> Spectra)
{
    /// <summary>The text of some tokens.</summary>
    public string TextOf(int first, int count) => string.Concat(Texts.AsSpan(first, count));

    /// <summary>Log-probability of the token at a position; NaN for the first, which nothing comes before.</summary>
    public double LogProbability(int position) => position == 0 ? double.NaN : Reading.Logits.LogProbabilityNext[position - 1];

    /// <summary>Entropies of the distributions that tokens were drawn from, or of those that follow them; their mean is NaN for none.</summary>
    /// <param name="first">Position of the first token.</param>
    /// <param name="count">Number of tokens.</param>
    /// <param name="after">Whether the distributions after the tokens are meant.</param>
    public double MeanEntropy(int first, int count, bool after = false)
        => count == 0 ? double.NaN : Reading.Logits.Entropy.Skip(first - (after ? 0 : 1)).Take(count).Average();
}
