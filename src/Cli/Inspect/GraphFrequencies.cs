using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;

namespace SKReasoning.Cli.Inspect;

/// <summary>The mean attention of one layer over heads, and the eigenvalues of its Laplacians: what a signature does not say, but a checker compares.</summary>
/// <remarks>Holds N²/2 floats. Not thread-safe.</remarks>
internal sealed class GraphFrequencies
{
    private const double IsolatedDegree = 1e-8;

    private readonly List<float[]> _rows = [];

    /// <summary>Adds the attention of the next token, from position 0 on.</summary>
    public void Add(AttentionRows rows)
    {
        var mean = new float[rows.Keys];
        for (var key = 0; key < mean.Length; key++)
        {
            var sum = 0.0;
            for (var head = 0; head < rows.Heads; head++)
            {
                sum += rows.Head(head)[key];
            }

            mean[key] = (float)(sum / rows.Heads);
        }

        _rows.Add(mean);
    }

    /// <summary>Eigenvalues of a Laplacian, ascending; empty for fewer than two tokens or attention that is not finite.</summary>
    /// <remarks>A dense solve: O(N³). The definitions are those of <see cref="SpectralMode"/>.</remarks>
    /// <param name="first">Position of the first token; rows and columns before it are cut out.</param>
    /// <param name="mode">Which Laplacian.</param>
    public double[] Eigenvalues(int first, SpectralMode mode)
    {
        var tokens = _rows.Count - first;
        if (tokens < 2 || _rows.Any(row => !row.All(float.IsFinite)))
        {
            return [];
        }

        var weights = DenseMatrix.Create(tokens, tokens, (i, j) => i == j ? Loop(first + i, mode) : Edge(first + Math.Max(i, j), first + Math.Min(i, j)));
        var degrees = weights.RowSums();
        var laplacian = DenseMatrix.Create(tokens, tokens, (i, j) => Entry(weights, degrees, Math.Max(i, j), Math.Min(i, j), mode));
        return [.. laplacian.Evd(Symmetricity.Symmetric).EigenValues.Select(value => value.Real)];
    }

    private double Edge(int query, int key) => _rows[query][key] / 2.0;

    private double Loop(int token, SpectralMode mode) => mode == SpectralMode.Compat ? _rows[token][token] : 0;

    // Of the lower triangle, which stands for the upper one as well: in compat, whose Laplacian has no symmetry, on purpose.
    private static double Entry(Matrix<double> weights, Vector<double> degrees, int row, int column, SpectralMode mode)
    {
        if (mode == SpectralMode.Paper)
        {
            return row == column ? degrees[row] : -weights[row, column];
        }

        var isIsolated = degrees[row] <= IsolatedDegree;
        if (mode == SpectralMode.Compat)
        {
            return (row == column ? 1 : 0) - (isIsolated ? 0 : weights[row, column] / degrees[row]);
        }

        return row == column
            ? isIsolated ? 0 : 1
            : isIsolated || degrees[column] <= IsolatedDegree ? 0 : -weights[row, column] / Math.Sqrt(degrees[row] * degrees[column]);
    }
}
