namespace SKReasoning;

/// <summary>How the hidden states after one layer vary along the attention of that layer.</summary>
/// <remarks>
/// Every number depends on the number of tokens: compare signatures of about equal <see cref="Tokens"/>, or put it into the model.
/// A number is null where it is undefined or the solver cannot find it. Undefined are all for fewer than two tokens or attention that is
/// not finite; all but <see cref="Fiedler"/> for a signal that is zero (in <see cref="SpectralMode.Sound"/>: the same at every token) or not
/// finite; <see cref="Smoothness"/> of <see cref="SpectralMode.Paper"/> for a graph without edges.
/// </remarks>
/// <param name="Layer">The block of the model.</param>
/// <param name="Tokens">Vertices of the graph, N.</param>
public readonly record struct SpectralSignature(int Layer, int Tokens)
{
    /// <summary>Definition of the numbers.</summary>
    public SpectralMode Mode { get; init; }

    /// <summary>How they were found.</summary>
    public SpectralSolver Solver { get; init; }

    /// <summary>Second smallest eigenvalue of the Laplacian, not below 0; 0 for a graph in pieces.</summary>
    public double? Fiedler { get; init; }

    /// <summary>Bound on the error of <see cref="Fiedler"/>: an eigenvalue lies that near. The usual error is about its square.</summary>
    /// <value>0 for a dense solve.</value>
    public double? FiedlerResidual { get; init; }

    /// <summary>Share of the signal's energy in high-frequency modes, 0 to 1; what is high depends on the mode.</summary>
    public double? HighFrequencyRatio { get; init; }

    /// <summary>How far <see cref="HighFrequencyRatio"/> may be off.</summary>
    /// <value>
    /// 0 for a dense solve. Otherwise half the distance of two proven bounds and, where the signal's features were sketched, three
    /// standard errors of that.
    /// </value>
    public double? HighFrequencyError { get; init; }

    /// <summary>
    /// In <see cref="SpectralMode.Sound"/> and <see cref="SpectralMode.Compat"/> the Rayleigh quotient tr(XᵀLX)/tr(XᵀX): high is rough, in
    /// <see cref="SpectralMode.Sound"/> 0 to 2. In <see cref="SpectralMode.Paper"/> 0 to 1, and high is smooth.
    /// </summary>
    public double? Smoothness { get; init; }

    /// <summary>The Dirichlet energy tr(XᵀLX): how much the signal differs between tokens that attend to each other.</summary>
    public double? Energy { get; init; }

    /// <summary>Entropy of the signal's energy over modes in nats, 0 to ln N; needs a dense solve.</summary>
    public double? Entropy { get; init; }

    /// <summary><see cref="Entropy"/> divided by ln N, 0 to 1.</summary>
    public double? NormalizedEntropy => Entropy / Math.Log(Tokens);
}
