namespace SKReasoning.Cli.Inspect;

/// <summary>The signatures of one layer.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Whole">Over the whole text, one for each mode that was measured.</param>
/// <param name="Response">Over the response.</param>
internal sealed record LayerSignatures(int Layer, IReadOnlyList<SpectralDetails> Whole, IReadOnlyList<SpectralDetails> Response);
