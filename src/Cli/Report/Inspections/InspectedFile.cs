namespace SKReasoning.Cli.Report.Inspections;

/// <summary>What the page shows of the JSON of <c>skreasoning inspect</c>; all else in it is passed over.</summary>
/// <remarks>Names are those of the file in camel case; lists by layer have null where a layer was not read.</remarks>
internal sealed record InspectedFile(
    InspectedFile.ModelPart Model,
    InspectedFile.TokensPart Tokens,
    InspectedFile.LogitsPart Logits,
    InspectedFile.EntropyPart Entropy,
    InspectedFile.SpectralPart Spectral)
{
    /// <summary>Null for a model without attention.</summary>
    public InfluencePart? Fci { get; init; }

    internal sealed record ModelPart(string Name, string Architecture, int Layers, int Heads);

    internal sealed record TokensPart(int[] Ids, int PromptTokens, int[][] Steps, string[] StepTexts)
    {
        /// <summary>What each token adds to the text; null in a file that does not tell.</summary>
        public string[]? Texts { get; init; }
    }

    /// <summary>By position: the log-probability and the rank of the token after it; shape (tokens − 1).</summary>
    internal sealed record LogitsPart(double?[] LogprobNext)
    {
        public int[]? RankNext { get; init; }
    }

    /// <summary>Entropy of the distribution after each position; shape (tokens).</summary>
    internal sealed record EntropyPart(double?[] PerToken);

    /// <summary>Mean attention between steps, step 0 being the prompt; shape (layers, heads, steps, steps).</summary>
    internal sealed record InfluencePart(double?[]?[]?[]?[] StepMatrix);

    internal sealed record SpectralPart(SpectraPart Whole, SpectraPart Response);

    /// <summary>Signatures by layer in three definitions.</summary>
    internal sealed record SpectraPart(Signature?[] Paper, Signature?[] Compat, Signature?[] Sound);

    internal sealed record Signature(int N, double? Fiedler, double? Hfer, double? Smoothness, double? Energy, double? SpectralEntropy, double? SpectralEntropyNorm);
}
