using System.Numerics.Tensors;

namespace SKReasoning;

/// <summary>The share of a signal's energy in eigenvalues above 1 of the normalised Laplacian, with a bound on its error, without eigenvectors.</summary>
/// <remarks>
/// <para>
/// For each column of the signal, k Lanczos steps on S = I − L know the first 2k moments of the column's energy over the spectrum. Of all measures with
/// these moments, a Gauss rule with a node at the cut gives the least and the most that can lie beyond it: the weights beyond, without and with that of the
/// node (Chebyshev, Markov, Stieltjes). The middle is the estimate, half the node's weight the bound.
/// </para>
/// <para>Single precision: eigenvalues within 1e-6 of the cut count as on it, and 1e-5 is added to every bound.</para>
/// </remarks>
internal sealed class HighFrequencyShare
{
    private const int Width = TokenGraph.PanelWidth;
    private const double Precision = 1e-5;
    private const double Cut = 1e-6;

    private readonly TokenGraph _graph;
    private readonly int _steps;
    private readonly float[] _scratch;
    private readonly List<Column> _columns = [];

    /// <param name="graph">The graph.</param>
    /// <param name="steps">Lanczos steps, k.</param>
    public HighFrequencyShare(TokenGraph graph, int steps)
    {
        _graph = graph;
        _steps = steps;
        _scratch = new float[graph.Tokens * Width];
    }

    /// <summary>Adds columns of the signal.</summary>
    /// <param name="panel">Shape (tokens, <see cref="TokenGraph.PanelWidth"/>); overwritten.</param>
    public void Add(float[] panel)
    {
        var recurrence = new PanelRecurrence(_graph.Tokens, panel);
        var diagonals = new double[_steps][];
        var offDiagonals = new double[_steps][];
        for (var step = 0; step < _steps; step++)
        {
            _graph.MultiplyPanel(recurrence.Current, _scratch, recurrence.Next);
            (diagonals[step], offDiagonals[step]) = recurrence.Advance();
        }

        for (var column = 0; column < Width; column++)
        {
            if (recurrence.Energies[column] > 0)
            {
                _columns.Add(Bound(recurrence.Energies[column], [.. diagonals.Select(row => row[column])], [.. offDiagonals.Select(row => row[column])]));
            }
        }
    }

    /// <summary>The share and how far it may be off; null where all columns are 0.</summary>
    /// <param name="smoothness">Rayleigh quotient of the whole signal where the columns are a random sample of it; null where they are all of it.</param>
    public (double Share, double Error)? Result(double? smoothness)
    {
        var energy = _columns.Sum(column => column.Energy);
        if (energy == 0)
        {
            return null;
        }

        var share = _columns.Sum(column => column.Energy * column.Share) / energy;
        var error = Precision + (_columns.Sum(column => column.Energy * column.Error) / energy);
        if (smoothness is { } known)
        {
            var (correction, scatter) = Regress(share, known, energy);
            share += correction;
            error += 3 * scatter;
        }

        return (Math.Clamp(share, 0, 1), error);
    }

    // A sample that is rougher than the signal has too much in high frequencies, by about as much: both are known of every column, and the roughness of
    // the signal, too. What this cannot explain is the sample's error.
    private (double Correction, double StandardError) Regress(double share, double smoothness, double energy)
    {
        var sampled = _columns.Sum(column => column.Energy * column.Smoothness) / energy;
        double both = 0, square = 0;
        foreach (var column in _columns)
        {
            var rougher = column.Energy * (column.Smoothness - sampled);
            both += rougher * column.Energy * (column.Share - share);
            square += rougher * rougher;
        }

        var slope = square > 0 ? both / square : 0;
        var rest = _columns.Sum(column => Math.Pow(column.Energy * (column.Share - share - (slope * (column.Smoothness - sampled))), 2));
        return (slope * (smoothness - sampled), Math.Sqrt(rest * _columns.Count / (_columns.Count - 2)) / energy);
    }

    private static Column Bound(double energy, double[] diagonal, double[] offDiagonal)
    {
        var smoothness = 1 - diagonal[0];

        // Where the recurrence ends by itself the column lies in few modes, all of which are found.
        var end = Array.FindIndex(offDiagonal, value => value <= Precision);
        var isExact = end >= 0;
        double[] nodes = isExact ? diagonal[..(end + 1)] : [.. diagonal, NodeAtZero(diagonal, offDiagonal)];
        if (!double.IsFinite(nodes[^1]))
        {
            // The rule without it has a node there already.
            nodes = nodes[..^1];
        }

        var weights = new double[nodes.Length];
        weights[0] = 1;
        TridiagonalMatrix.Solve(nodes, offDiagonal, weights);
        TensorPrimitives.Multiply(weights, weights, weights);
        double beyond = 0, at = 0;
        for (var i = 0; i < nodes.Length; i++)
        {
            beyond += nodes[i] < -Cut ? weights[i] : 0;
            at += Math.Abs(nodes[i]) <= Cut ? weights[i] : 0;
        }

        return isExact ? new Column(energy, smoothness, beyond, 0) : new Column(energy, smoothness, beyond + (at / 2), at / 2);
    }

    // The last diagonal element that makes the matrix singular (Golub, 1973).
    private static double NodeAtZero(double[] diagonal, double[] offDiagonal)
    {
        var pivot = diagonal[0];
        for (var i = 1; i < diagonal.Length; i++)
        {
            pivot = diagonal[i] - (offDiagonal[i - 1] * offDiagonal[i - 1] / pivot);
        }

        var node = offDiagonal[^1] * offDiagonal[^1] / pivot;
        return Math.Abs(node) < 1 / Cut ? node : double.PositiveInfinity;
    }

    private readonly record struct Column(double Energy, double Smoothness, double Share, double Error);
}
