using System.Numerics.Tensors;

namespace SKReasoning;

/// <summary>Computes spectral signatures from all eigenvectors.</summary>
internal static class SpectralAnalysis
{
    // Tokens that share a single hub have eigenvalue 1 exactly; rounding must not lift it over the cut.
    private const double HighestLowFrequency = 1 + 1e-9;

    /// <summary>Computes the signature of a graph and a signal.</summary>
    /// <remarks>
    /// Needs no eigenvector for the smoothness, tr(XᵀLX) = Σ L·G; it also equals Σ λₘ eₘ where L is symmetric. Costs the dense solve,
    /// O(N³).
    /// </remarks>
    /// <param name="layer">The block that the graph belongs to.</param>
    /// <param name="weights">Symmetric weights, self-loops on the diagonal; shape (tokens, tokens).</param>
    /// <param name="gram">Inner products of the tokens' signals, centred where the mode says so; shape (tokens, tokens).</param>
    /// <param name="tokens">Vertices of the graph.</param>
    /// <param name="mode">Definition of the signature. Token 0 is taken as one like the others.</param>
    public static SpectralSignature Measure(
        int layer, ReadOnlySpan<double> weights, ReadOnlySpan<double> gram, int tokens, SpectralMode mode)
    {
        var undefined = new SpectralSignature(layer, tokens) { Mode = mode, Solver = SpectralSolver.Dense };
        if (tokens < 2 || !TensorPrimitives.IsFiniteAll(weights))
        {
            return undefined;
        }

        var laplacian = GraphLaplacian.Create(weights, tokens, mode);
        var spectrum = new GraphSpectrum(laplacian, tokens);
        var withoutSignal = undefined with { Fiedler = Math.Max(0, spectrum.Eigenvalues[1]), FiedlerResidual = 0 };
        var signalEnergy = Trace(gram, tokens);
        if (!double.IsFinite(signalEnergy) || signalEnergy == 0)
        {
            return withoutSignal;
        }

        var energy = TensorPrimitives.Dot<double>(laplacian, gram);
        var quotient = energy / signalEnergy;
        var shares = spectrum.Energies(gram);
        TensorPrimitives.Divide(shares, TensorPrimitives.Sum<double>(shares), shares);
        return withoutSignal with
        {
            HighFrequencyRatio = TensorPrimitives.Sum(shares.AsSpan(FirstHighFrequency(spectrum.Eigenvalues, mode))),
            HighFrequencyError = 0,
            Smoothness = mode != SpectralMode.Paper ? quotient : spectrum.Eigenvalues[^1] > 0 ? 1 - (quotient / spectrum.Eigenvalues[^1]) : null,
            Energy = energy,
            Entropy = Entropy(shares),
        };
    }

    private static double Trace(ReadOnlySpan<double> matrix, int tokens)
    {
        var sum = 0.0;
        for (var i = 0; i < tokens; i++)
        {
            sum += matrix[(i * tokens) + i];
        }

        return sum;
    }

    private static int FirstHighFrequency(ReadOnlySpan<double> eigenvalues, SpectralMode mode)
    {
        if (mode != SpectralMode.Sound)
        {
            return mode == SpectralMode.Paper ? eigenvalues.Length / 2 : (int)(0.9 * eigenvalues.Length);
        }

        var first = 0;
        while (first < eigenvalues.Length && eigenvalues[first] <= HighestLowFrequency)
        {
            first++;
        }

        return first;
    }

    private static double Entropy(ReadOnlySpan<double> shares)
    {
        var entropy = 0.0;
        foreach (var share in shares)
        {
            entropy -= share > 0 ? share * Math.Log(share) : 0;
        }

        return entropy;
    }
}
