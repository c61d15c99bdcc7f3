namespace SKReasoning;

/// <summary>How the hidden states after one layer vary along the attention of that layer.</summary>
/// <remarks>
/// Every number depends on the number of tokens: compare signatures of about equal <see cref="Tokens"/>, or put it into the model.
/// Undefined numbers are NaN: all of them for fewer than two tokens or attention that is not finite; all but <paramref name="Fiedler"/>
/// for a signal that is zero (in <see cref="SpectralMode.Sound"/>: the same at every token) or not finite; <paramref name="Smoothness"/>
/// of <see cref="SpectralMode.Paper"/> for a graph without edges.
/// </remarks>
/// <param name="Layer">The block of the model.</param>
/// <param name="Tokens">Vertices of the graph, N.</param>
/// <param name="Fiedler">Second smallest eigenvalue of the Laplacian, not below 0; 0 for a graph in pieces.</param>
/// <param name="HighFrequencyRatio">Share of the signal's energy in high-frequency modes, 0 to 1; what is high depends on the mode.</param>
/// <param name="Smoothness">
/// In <see cref="SpectralMode.Sound"/> and <see cref="SpectralMode.Compat"/> the Rayleigh quotient tr(XᵀLX)/tr(XᵀX): high is rough, in
/// <see cref="SpectralMode.Sound"/> 0 to 2. In <see cref="SpectralMode.Paper"/> 0 to 1, and high is smooth.
/// </param>
/// <param name="Entropy">Entropy of the signal's energy over modes in nats, 0 to ln N.</param>
public readonly record struct SpectralSignature(
    int Layer, int Tokens, double Fiedler, double HighFrequencyRatio, double Smoothness, double Entropy)
{
    /// <summary><see cref="Entropy"/> divided by ln N, 0 to 1; NaN where the entropy is.</summary>
    public double NormalizedEntropy => Entropy / Math.Log(Tokens);
}
