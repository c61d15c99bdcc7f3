namespace SKReasoning.Cli.Inspect;

/// <summary>A spectral signature and the numbers that it comes from; what is undefined is NaN.</summary>
/// <param name="Mode">Definition of the signature.</param>
/// <param name="Signature">The signature.</param>
/// <param name="Eigenvalues">Eigenvalues of the Laplacian, ascending; empty where it has none.</param>
/// <param name="SignalEnergy">S = |X|².</param>
internal sealed record SpectralDetails(SpectralMode Mode, SpectralSignature Signature, double[] Eigenvalues, double SignalEnergy)
{
    public double LambdaMin => Eigenvalues.Length == 0 ? double.NaN : Eigenvalues[0];

    public double LambdaMax => Eigenvalues.Length == 0 ? double.NaN : Eigenvalues[^1];

    /// <summary>Smallest distance of neighbouring eigenvalues.</summary>
    public double MinGap => Eigenvalues.Length < 2 ? double.NaN : Eigenvalues.Skip(1).Zip(Eigenvalues, (next, value) => next - value).Min();

    /// <summary>Distance of the nearest eigenvalue to 1, above which frequencies count as high in <see cref="SpectralMode.Sound"/>.</summary>
    public double CutMargin => Eigenvalues.Length == 0 ? double.NaN : Eigenvalues.Min(value => Math.Abs(value - 1));
}
