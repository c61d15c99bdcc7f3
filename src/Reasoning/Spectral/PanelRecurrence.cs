using System.Numerics.Tensors;

namespace SKReasoning;

/// <summary>The Lanczos recurrence of several vectors side by side, each for itself.</summary>
/// <remarks>Without reorthogonalisation: what is lost repeats modes that are found already, which no quadrature minds.</remarks>
internal sealed class PanelRecurrence
{
    private const int Width = TokenGraph.PanelWidth;

    private float[] _previous;
    private float[] _current;
    private float[] _next;
    private double[] _offDiagonal = new double[Width];

    /// <param name="tokens">Rows of the panel.</param>
    /// <param name="panel">The vectors; shape (tokens, <see cref="TokenGraph.PanelWidth"/>), overwritten.</param>
    public PanelRecurrence(int tokens, float[] panel)
    {
        _previous = new float[tokens * Width];
        _next = new float[tokens * Width];
        _current = panel;
        Energies = ColumnDots(panel, panel);
        Scale(panel, Energies);
    }

    /// <summary>Squared lengths of the vectors.</summary>
    public double[] Energies { get; }

    /// <summary>Vectors to multiply.</summary>
    public ReadOnlySpan<float> Current => _current;

    /// <summary>Where their products go.</summary>
    public Span<float> Next => _next;

    /// <summary>Makes the products the current vectors of the next step.</summary>
    /// <returns>One diagonal and one off-diagonal element of every vector's tridiagonal matrix; the latter 0 where a vector has ended.</returns>
    public (double[] Diagonal, double[] OffDiagonal) Advance()
    {
        var diagonal = ColumnDots(_current, _next);
        Span<float> forPrevious = stackalloc float[Width];
        Span<float> forCurrent = stackalloc float[Width];
        TensorPrimitives.ConvertTruncating<double, float>(_offDiagonal, forPrevious);
        TensorPrimitives.ConvertTruncating<double, float>(diagonal, forCurrent);
        TensorPrimitives.Negate(forPrevious, forPrevious);
        TensorPrimitives.Negate(forCurrent, forCurrent);
        for (var start = 0; start < _next.Length; start += Width)
        {
            var row = _next.AsSpan(start, Width);
            TensorPrimitives.MultiplyAdd(_previous.AsSpan(start, Width), forPrevious, row, row);
            TensorPrimitives.MultiplyAdd(_current.AsSpan(start, Width), forCurrent, row, row);
        }

        var squares = ColumnDots(_next, _next);
        Scale(_next, squares);
        _offDiagonal = [.. squares.Select(Math.Sqrt)];
        (_previous, _current, _next) = (_current, _next, _previous);
        return (diagonal, _offDiagonal);
    }

    private static void Scale(Span<float> panel, double[] squares)
    {
        float[] factors = [.. squares.Select(square => square > 0 ? (float)(1 / Math.Sqrt(square)) : 0)];
        for (var start = 0; start < panel.Length; start += Width)
        {
            var row = panel.Slice(start, Width);
            TensorPrimitives.Multiply(row, factors, row);
        }
    }

    private static double[] ColumnDots(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var sums = new double[Width];
        Span<float> products = stackalloc float[Width];
        Span<double> wide = stackalloc double[Width];
        for (var start = 0; start < left.Length; start += Width)
        {
            TensorPrimitives.Multiply(left.Slice(start, Width), right.Slice(start, Width), products);
            TensorPrimitives.ConvertTruncating<float, double>(products, wide);
            TensorPrimitives.Add(sums, wide, sums);
        }

        return sums;
    }
}
