using System.Numerics.Tensors;

namespace SKReasoning;

/// <summary>The second smallest eigenvalue of a graph's Laplacian and the largest, by Lanczos with full reorthogonalisation.</summary>
/// <remarks>
/// <para>
/// One vector of eigenvalue 0 is known and kept out of every step. Graphs of up to <see cref="CompleteTokens"/> tokens are taken apart to the last dimension;
/// larger ones cost tens of products of O(N²). The start is drawn from a fixed seed, so that the same graph gives the same numbers.
/// </para>
/// <para>
/// A small residual alone does not say that the eigenvalue is the lowest. The Ritz vector is p(L) times the start, and p has all its roots above the Ritz
/// value, so that it weakens a lower mode less than the one that was found. A mode that lies E below is therefore missed with a residual of r only where the
/// start has less than r/E times as much of it: at a residual of 1e-5 that happens, at one of 1e-10 it does not.
/// </para>
/// </remarks>
internal sealed class SpectrumEnds
{
    /// <summary>Tokens up to which no residual is relied on.</summary>
    public const int CompleteTokens = 64;

    private const int MaxSteps = 300;
    private const int StepsPerCheck = 4;
    private const double RelativeResidual = 1e-10;
    private const double AbsoluteResidual = 1e-12;

    private SpectrumEnds(double fiedler, double residual, double largest)
    {
        Fiedler = fiedler;
        Residual = residual;
        Largest = largest;
    }

    /// <summary>The second smallest eigenvalue, not below 0.</summary>
    public double Fiedler { get; }

    /// <summary>|Lu − λu| of the Fiedler value: an eigenvalue lies at most that far away.</summary>
    public double Residual { get; }

    /// <summary>The largest eigenvalue; as exact as <see cref="Fiedler"/> where it was asked for, a lower bound otherwise.</summary>
    public double Largest { get; }

    /// <summary>Finds the ends.</summary>
    /// <param name="graph">A finite graph of at least two tokens.</param>
    /// <param name="mode">Which Laplacian.</param>
    /// <param name="wantsLargest">Whether to go on until the largest eigenvalue has settled, too.</param>
    public static SpectrumEnds Find(TokenGraph graph, SpectralMode mode, bool wantsLargest)
    {
        var random = new Random(graph.Tokens);
        var basis = new List<double[]> { graph.NullVector(mode) };
        List<double> diagonal = [], offDiagonal = [];
        var vector = Draw(random, basis);
        while (true)
        {
            TensorPrimitives.Divide(vector, TensorPrimitives.Norm<double>(vector), vector);
            basis.Add(vector);
            var next = new double[graph.Tokens];
            graph.Multiply(mode, vector, next);
            diagonal.Add(TensorPrimitives.Dot<double>(vector, next));
            Orthogonalise(next, basis);
            var rest = TensorPrimitives.Norm<double>(next);
            var isClosed = rest <= AbsoluteResidual;
            var isLast = diagonal.Count >= Math.Min(MaxSteps, graph.Tokens - 1);
            if (isLast || (graph.Tokens > CompleteTokens && (isClosed || diagonal.Count % StepsPerCheck == 0)))
            {
                var (low, high) = Ends(diagonal, offDiagonal, rest);
                if (isLast || (IsSettled(low) && (!wantsLargest || IsSettled(high))))
                {
                    return new SpectrumEnds(Math.Max(0, low.Value), low.Residual, high.Value);
                }
            }

            // What the start leads to can end early, where eigenvalues are repeated: another start finds the rest.
            offDiagonal.Add(isClosed ? 0 : rest);
            vector = isClosed ? Draw(random, basis) : next;
        }
    }

    private static bool IsSettled((double Value, double Residual) end)
        => end.Residual <= Math.Max(AbsoluteResidual, RelativeResidual * Math.Abs(end.Value));

    private static double[] Draw(Random random, List<double[]> basis)
    {
        var vector = new double[basis[0].Length];
        for (var i = 0; i < vector.Length; i++)
        {
            vector[i] = random.NextDouble() - 0.5;
        }

        Orthogonalise(vector, basis);
        return vector;
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
}
