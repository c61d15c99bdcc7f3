using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SKReasoning;

/// <summary>The Laplacian of a graph of tokens as something to multiply with: reads the stored attention, holds no matrix of its own.</summary>
/// <remarks>
/// W = (A + Aᵀ)/2 without self-loops, for <see cref="SpectralMode.Sound"/> and <see cref="SpectralMode.Paper"/>. A product costs N² multiply-adds a
/// column.
/// </remarks>
internal sealed class TokenGraph
{
    /// <summary>Columns that are multiplied together.</summary>
    public const int PanelWidth = 16;

    private readonly AttentionTriangle _attention;
    private readonly int _first;
    private readonly double[] _degrees;

    // D^-½; 0 for an isolated token.
    private readonly double[] _scales;
    private readonly double[] _row;

    /// <param name="attention">Attention of all tokens; not to be changed while the graph is used.</param>
    /// <param name="first">Leading tokens that are left out.</param>
    /// <param name="tokens">Tokens of the graph.</param>
    public TokenGraph(AttentionTriangle attention, int first, int tokens)
    {
        _attention = attention;
        _first = first;
        _row = new double[tokens];
        _degrees = new double[tokens];
        IsFinite = true;
        for (var i = 0; i < tokens; i++)
        {
            IsFinite &= float.IsFinite(attention.Row(first + i)[^1]);
            var row = Read(i);
            _degrees[i] += TensorPrimitives.Sum(row) / 2;
            TensorPrimitives.MultiplyAdd(row, 0.5, _degrees.AsSpan(0, i), _degrees.AsSpan(0, i));
        }

        IsFinite &= TensorPrimitives.IsFiniteAll<double>(_degrees);
        _scales = [.. _degrees.Select(degree => degree <= GraphLaplacian.IsolatedDegree ? 0 : 1 / Math.Sqrt(degree))];
    }

    /// <summary>Number of tokens.</summary>
    public int Tokens => _degrees.Length;

    /// <summary>Whether all weights are finite.</summary>
    public bool IsFinite { get; }

    /// <summary>Sums of the weights of every token's edges.</summary>
    public ReadOnlySpan<double> Degrees => _degrees;

    /// <summary>D^-½, 0 for a token without edges.</summary>
    public ReadOnlySpan<double> Scales => _scales;

    /// <summary>Weights of a token for the tokens of the graph before it.</summary>
    public ReadOnlySpan<float> Earlier(int token) => _attention.Row(_first + token)[_first..^1];

    /// <summary>A vector of eigenvalue 0, of length 1; where the graph is in pieces, one of several.</summary>
    public double[] NullVector(SpectralMode mode)
    {
        double[] vector = mode == SpectralMode.Paper ? [.. _degrees.Select(_ => 1.0)] : [.. _scales.Select(scale => scale == 0 ? 0 : 1 / scale)];
        var norm = TensorPrimitives.Norm<double>(vector);
        TensorPrimitives.Divide(vector, norm == 0 ? 1 : norm, vector);
        return vector;
    }

    /// <summary>Multiplies the Laplacian of the mode with a vector.</summary>
    public void Multiply(SpectralMode mode, ReadOnlySpan<double> vector, Span<double> product)
    {
        var isPaper = mode == SpectralMode.Paper;
        var scaled = vector.ToArray();
        if (!isPaper)
        {
            TensorPrimitives.Multiply(scaled, _scales, scaled);
        }

        product.Clear();
        for (var i = 0; i < scaled.Length; i++)
        {
            var row = Read(i);
            product[i] += TensorPrimitives.Dot<double>(row, scaled.AsSpan(0, i)) / 2;
            TensorPrimitives.MultiplyAdd(row, scaled[i] / 2, product[..i], product[..i]);
        }

        for (var i = 0; i < scaled.Length; i++)
        {
            product[i] = isPaper ? (_degrees[i] * vector[i]) - product[i] : _scales[i] == 0 ? 0 : vector[i] - (_scales[i] * product[i]);
        }
    }

    /// <summary>Multiplies I − L of <see cref="SpectralMode.Sound"/>, D^-½ W D^-½ but 1 at isolated tokens, with a panel of columns.</summary>
    /// <param name="panel">Shape (tokens, <see cref="PanelWidth"/>).</param>
    /// <param name="scratch">Memory of the same shape.</param>
    /// <param name="product">Memory of the same shape for the result.</param>
    public void MultiplyPanel(ReadOnlySpan<float> panel, Span<float> scratch, Span<float> product)
    {
        for (var i = 0; i < Tokens; i++)
        {
            TensorPrimitives.Multiply(panel.Slice(i * PanelWidth, PanelWidth), (float)_scales[i], scratch.Slice(i * PanelWidth, PanelWidth));
        }

        product.Clear();
        var x = MemoryMarshal.Cast<float, Vector256<float>>(scratch);
        var y = MemoryMarshal.Cast<float, Vector256<float>>(product);
        for (var i = 0; i < Tokens; i++)
        {
            Scatter(Earlier(i), x, y, i);
        }

        for (var i = 0; i < Tokens; i++)
        {
            var row = product.Slice(i * PanelWidth, PanelWidth);
            if (_scales[i] == 0)
            {
                panel.Slice(i * PanelWidth, PanelWidth).CopyTo(row);
            }
            else
            {
                TensorPrimitives.Multiply(row, (float)_scales[i] / 2, row);
            }
        }
    }

    /// <summary>The sum of a · x·x′ over all edges: of the attention between two tokens times the inner product of their rows.</summary>
    /// <param name="panel">Shape (tokens, <see cref="PanelWidth"/>).</param>
    public double SumOverEdges(ReadOnlySpan<float> panel)
    {
        var x = MemoryMarshal.Cast<float, Vector256<float>>(panel);
        var sum = 0.0;
        for (var i = 0; i < Tokens; i++)
        {
            var (low, high) = Gather(Earlier(i), x);
            sum += Vector256.Dot(low, x[2 * i]) + (double)Vector256.Dot(high, x[(2 * i) + 1]);
        }

        return sum;
    }

    // Two sums of each half, because one would wait for itself.
    private static (Vector256<float> Low, Vector256<float> High) Gather(ReadOnlySpan<float> weights, ReadOnlySpan<Vector256<float>> x)
    {
        var (low, high) = (Vector256<float>.Zero, Vector256<float>.Zero);
        var (otherLow, otherHigh) = (Vector256<float>.Zero, Vector256<float>.Zero);
        var j = 0;
        for (; j + 1 < weights.Length; j += 2)
        {
            var (weight, other) = (Vector256.Create(weights[j]), Vector256.Create(weights[j + 1]));
            low = Vector256.FusedMultiplyAdd(weight, x[2 * j], low);
            high = Vector256.FusedMultiplyAdd(weight, x[(2 * j) + 1], high);
            otherLow = Vector256.FusedMultiplyAdd(other, x[(2 * j) + 2], otherLow);
            otherHigh = Vector256.FusedMultiplyAdd(other, x[(2 * j) + 3], otherHigh);
        }

        if (j < weights.Length)
        {
            low = Vector256.FusedMultiplyAdd(Vector256.Create(weights[j]), x[2 * j], low);
            high = Vector256.FusedMultiplyAdd(Vector256.Create(weights[j]), x[(2 * j) + 1], high);
        }

        return (low + otherLow, high + otherHigh);
    }

    // The row and the column of one token.
    private static void Scatter(ReadOnlySpan<float> weights, ReadOnlySpan<Vector256<float>> x, Span<Vector256<float>> y, int token)
    {
        var (ownLow, ownHigh) = (x[2 * token], x[(2 * token) + 1]);
        var (low, high) = (Vector256<float>.Zero, Vector256<float>.Zero);
        for (var j = 0; j < weights.Length; j++)
        {
            var weight = Vector256.Create(weights[j]);
            low = Vector256.FusedMultiplyAdd(weight, x[2 * j], low);
            high = Vector256.FusedMultiplyAdd(weight, x[(2 * j) + 1], high);
            y[2 * j] = Vector256.FusedMultiplyAdd(weight, ownLow, y[2 * j]);
            y[(2 * j) + 1] = Vector256.FusedMultiplyAdd(weight, ownHigh, y[(2 * j) + 1]);
        }

        y[2 * token] += low;
        y[(2 * token) + 1] += high;
    }

    private ReadOnlySpan<double> Read(int token)
    {
        var row = _row.AsSpan(0, token);
        TensorPrimitives.ConvertTruncating(Earlier(token), row);
        return row;
    }
}
