using System.Numerics.Tensors;

namespace SKReasoning;

/// <summary>The Laplacian of a weighted graph, as each <see cref="SpectralMode"/> defines it.</summary>
internal static class GraphLaplacian
{
    /// <summary>The released code's threshold: a token that attends and is attended to less than this has no direction worth normalising.</summary>
    public const double IsolatedDegree = 1e-8;

    /// <summary>Computes the Laplacian of the graph.</summary>
    /// <param name="weights">Symmetric weights W, self-loops on the diagonal; shape (tokens, tokens).</param>
    /// <param name="tokens">Vertices of the graph.</param>
    /// <param name="mode">Which Laplacian, and whether self-loops count.</param>
    /// <returns>Shape (tokens, tokens), row by row; symmetric except in <see cref="SpectralMode.Compat"/>.</returns>
    public static double[] Create(ReadOnlySpan<double> weights, int tokens, SpectralMode mode)
    {
        var matrix = weights.ToArray();
        if (mode != SpectralMode.Compat)
        {
            RemoveSelfLoops(matrix, tokens);
        }

        var degrees = Degrees(matrix, tokens);
        switch (mode)
        {
            case SpectralMode.Sound:
                ToSymmetric(matrix, degrees);
                break;
            case SpectralMode.Paper:
                ToCombinatorial(matrix, degrees);
                break;
            case SpectralMode.Compat:
                ToRandomWalk(matrix, degrees);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(mode), mode, "Unknown spectral mode.");
        }

        return matrix;
    }

    private static void RemoveSelfLoops(Span<double> matrix, int tokens)
    {
        for (var i = 0; i < tokens; i++)
        {
            matrix[(i * tokens) + i] = 0;
        }
    }

    private static double[] Degrees(ReadOnlySpan<double> matrix, int tokens)
    {
        var degrees = new double[tokens];
        for (var i = 0; i < tokens; i++)
        {
            degrees[i] = TensorPrimitives.Sum(matrix.Slice(i * tokens, tokens));
        }

        return degrees;
    }

    private static void ToSymmetric(Span<double> matrix, ReadOnlySpan<double> degrees)
    {
        var scales = new double[degrees.Length];
        for (var i = 0; i < scales.Length; i++)
        {
            scales[i] = IsIsolated(degrees[i]) ? 0 : 1 / Math.Sqrt(degrees[i]);
        }

        for (var i = 0; i < scales.Length; i++)
        {
            var row = matrix.Slice(i * scales.Length, scales.Length);
            TensorPrimitives.Multiply(row, scales, row);
            TensorPrimitives.Multiply(row, -scales[i], row);
            row[i] = IsIsolated(degrees[i]) ? 0 : 1;
        }
    }

    private static void ToCombinatorial(Span<double> matrix, ReadOnlySpan<double> degrees)
    {
        TensorPrimitives.Negate(matrix, matrix);
        for (var i = 0; i < degrees.Length; i++)
        {
            matrix[(i * degrees.Length) + i] = degrees[i];
        }
    }

    private static void ToRandomWalk(Span<double> matrix, ReadOnlySpan<double> degrees)
    {
        for (var i = 0; i < degrees.Length; i++)
        {
            var row = matrix.Slice(i * degrees.Length, degrees.Length);
            TensorPrimitives.Multiply(row, IsIsolated(degrees[i]) ? 0 : -1 / degrees[i], row);
            row[i] += 1;
        }
    }

    private static bool IsIsolated(double degree) => degree <= IsolatedDegree;
}
