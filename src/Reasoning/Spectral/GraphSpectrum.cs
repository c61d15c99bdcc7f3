using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;

namespace SKReasoning;

/// <summary>Eigenvalues and eigenvectors of a graph's Laplacian: its frequencies and modes.</summary>
internal sealed class GraphSpectrum
{
    private readonly double[] _eigenvalues;

    // (modes, tokens)
    private readonly double[] _modes;

    /// <summary>Solves the Laplacian densely: about 9 N³ operations and four matrices of N² doubles.</summary>
    /// <param name="laplacian">Shape (tokens, tokens), finite; only the lower triangle is read, as symmetric solvers do.</param>
    /// <param name="tokens">Vertices of the graph, at least 1.</param>
    public GraphSpectrum(ReadOnlySpan<double> laplacian, int tokens)
    {
        var matrix = new DenseMatrix(tokens, tokens, FromLowerTriangle(laplacian, tokens));
        var solution = matrix.Evd(Symmetricity.Symmetric);
        _eigenvalues = new double[tokens];
        for (var i = 0; i < tokens; i++)
        {
            _eigenvalues[i] = solution.EigenValues[i].Real;
        }

        // Stored by column, so an eigenvector is a row here.
        _modes = solution.EigenVectors.AsColumnMajorArray();
    }

    /// <summary>Eigenvalues, ascending.</summary>
    public ReadOnlySpan<double> Eigenvalues => _eigenvalues;

    /// <summary>The energy of a signal in every mode, in order of eigenvalue: e = uᵀGu = |uᵀX|², summing to the trace of G.</summary>
    /// <param name="gram">Inner products of the tokens' signals, G = XXᵀ; shape (tokens, tokens), row by row.</param>
    public double[] Energies(ReadOnlySpan<double> gram)
    {
        var tokens = _eigenvalues.Length;
        var energies = new double[tokens];
        for (var mode = 0; mode < tokens; mode++)
        {
            var vector = _modes.AsSpan(mode * tokens, tokens);
            var energy = 0.0;
            for (var i = 0; i < tokens; i++)
            {
                energy += vector[i] * TensorPrimitives.Dot(gram.Slice(i * tokens, tokens), vector);
            }

            // Rounding can leave an empty mode slightly below zero.
            energies[mode] = Math.Max(0, energy);
        }

        return energies;
    }

    private static double[] FromLowerTriangle(ReadOnlySpan<double> matrix, int tokens)
    {
        var full = new double[tokens * tokens];
        for (var i = 0; i < tokens; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                full[(i * tokens) + j] = full[(j * tokens) + i] = matrix[(i * tokens) + j];
            }
        }

        return full;
    }
}
