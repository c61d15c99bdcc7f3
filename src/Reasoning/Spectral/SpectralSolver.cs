namespace SKReasoning;

/// <summary>How the numbers of a spectral signature are found.</summary>
public enum SpectralSolver
{
    /// <summary>
    /// From products of the graph with vectors alone, without its eigenvectors: O(N²) a number and feature. What it cannot find, the entropy
    /// and shares above an index of the spectrum, is null.
    /// </summary>
    /// <remarks><see cref="SpectralMode.Compat"/> is defined by a dense solve and always gets one.</remarks>
    Iterative,

    /// <summary>From all eigenvectors: O(N³).</summary>
    Dense,
}
