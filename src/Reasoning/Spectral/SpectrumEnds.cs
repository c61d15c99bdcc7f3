using System.Numerics.Tensors;

namespace SKReasoning;

/// <summary>The second smallest eigenvalue of a graph's Laplacian and the largest, by Lanczos with full reorthogonalisation.</summary>
/// <remarks>
/// One vector of eigenvalue 0 is known and kept out of every step. Tens of products of O(N²), however large the graph is. The start is drawn from a
/// fixed seed, so that the same graph gives the same numbers.
/// </remarks>
internal sealed class SpectrumEnds
{
    private const int MaxSteps = 300;
    private const double RelativeResidual = 1e-5;
    private const double AbsoluteResidual = 1e-12;
    private const double RandomShare = 0.1;

    private SpectrumEnds(double fiedler, double residual, double largest, double[] vector)
    {
        Fiedler = fiedler;
        Residual = residual;
        Largest = largest;
        Vector = vector;
    }

    /// <summary>The second smallest eigenvalue, not below 0.</summary>
    public double Fiedler { get; }

    /// <summary>|Lu − λu| of the Fiedler value: an eigenvalue lies at most that far away.</summary>
    public double Residual { get; }

    /// <summary>The largest eigenvalue; as exact as <see cref="Fiedler"/> where it was asked for, a lower bound otherwise.</summary>
    public double Largest { get; }

    /// <summary>Eigenvector of the Fiedler value, length 1.</summary>
    public double[] Vector { get; }

    /// <summary>Finds the ends.</summary>
    /// <param name="graph">A finite graph of at least two tokens.</param>
    /// <param name="mode">Which Laplacian.</param>
    /// <param name="wantsLargest">Whether to go on until the largest eigenvalue has settled, too.</param>
    /// <param name="guess">An earlier Fiedler vector of the graph's first tokens; empty for none. Saves products, changes the result by rounding.</param>
    public static SpectrumEnds Find(TokenGraph graph, SpectralMode mode, bool wantsLargest, ReadOnlySpan<double> guess)
    {
        var basis = new List<double[]> { graph.NullVector(mode) };
        List<double> diagonal = [], offDiagonal = [];
        var vector = Start(graph.Tokens, guess);
        Orthogonalise(vector, basis);
        while (true)
        {
            TensorPrimitives.Divide(vector, TensorPrimitives.Norm<double>(vector), vector);
            basis.Add(vector);
            var next = new double[graph.Tokens];
            graph.Multiply(mode, vector, next);
            diagonal.Add(TensorPrimitives.Dot<double>(vector, next));
            Orthogonalise(next, basis);
            var rest = TensorPrimitives.Norm<double>(next);
            var (low, high) = Ends(diagonal, offDiagonal, rest);
            var isSettled = IsSettled(low) && (!wantsLargest || IsSettled(high));
            if (isSettled || rest <= AbsoluteResidual || diagonal.Count >= Math.Min(MaxSteps, graph.Tokens - 1))
            {
                return new SpectrumEnds(Math.Max(0, low.Value), low.Residual, high.Value, RitzVector(basis, diagonal, offDiagonal, low.Value));
            }

            offDiagonal.Add(rest);
            vector = next;
        }
    }

    private static bool IsSettled((double Value, double Residual) end)
        => end.Residual <= Math.Max(AbsoluteResidual, RelativeResidual * Math.Abs(end.Value));

    // A guess alone could hide a vector that it is orthogonal to, such as one of tokens that came later.
    private static double[] Start(int tokens, ReadOnlySpan<double> guess)
    {
        var random = new Random(tokens);
        var start = new double[tokens];
        for (var i = 0; i < tokens; i++)
        {
            start[i] = random.NextDouble() - 0.5;
        }

        if (!guess.IsEmpty)
        {
            var scale = RandomShare * TensorPrimitives.Norm(guess) / TensorPrimitives.Norm<double>(start);
            TensorPrimitives.Multiply(start, scale, start);
            TensorPrimitives.Add(start.AsSpan(0, guess.Length), guess, start);
        }

        return start;
    }

    // Twice, because once leaves the rounding of a large projection.
    private static void Orthogonalise(double[] vector, List<double[]> basis)
    {
        for (var pass = 0; pass < 2; pass++)
        {
            foreach (var other in basis)
            {
                TensorPrimitives.MultiplyAdd(other, -TensorPrimitives.Dot<double>(other, vector), vector, vector);
            }
        }
    }

    private static ((double Value, double Residual) Low, (double Value, double Residual) High) Ends(List<double> diagonal, List<double> offDiagonal, double rest)
    {
        double[] values = [.. diagonal];
        var lastComponents = new double[values.Length];
        lastComponents[^1] = 1;
        TridiagonalMatrix.Solve(values, [.. offDiagonal], lastComponents);
        var low = TensorPrimitives.IndexOfMin<double>(values);
        var high = TensorPrimitives.IndexOfMax<double>(values);
        return ((values[low], rest * Math.Abs(lastComponents[low])), (values[high], rest * Math.Abs(lastComponents[high])));
    }

    private static double[] RitzVector(List<double[]> basis, List<double> diagonal, List<double> offDiagonal, double value)
    {
        var result = new double[basis[0].Length];
        for (var i = 0; i < diagonal.Count; i++)
        {
            double[] values = [.. diagonal];
            var components = new double[values.Length];
            components[i] = 1;
            TridiagonalMatrix.Solve(values, [.. offDiagonal], components);
            TensorPrimitives.MultiplyAdd(basis[i + 1], components[TensorPrimitives.IndexOfMin<double>(values)], result, result);
        }

        return result;
    }
}
