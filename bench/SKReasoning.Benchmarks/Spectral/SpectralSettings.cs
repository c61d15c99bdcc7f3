namespace SKReasoning.Benchmarks.Spectral;

/// <summary>What the command <c>spectral</c> measures.</summary>
/// <param name="Model">GGUF file that writes the turns; null for none.</param>
/// <param name="Threads">Threads that decode.</param>
/// <param name="Runs">Runs of which the best counts.</param>
/// <param name="DenseUpTo">Largest graph that is also solved densely.</param>
/// <param name="Layers">Numbers of layers to give a share for.</param>
internal sealed record SpectralSettings(string? Model, int Threads, int Runs, int DenseUpTo, IReadOnlyList<int> Layers);
