using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SKReasoning;

/// <summary>The hidden states of a graph's tokens, centred over the tokens, as panels of columns.</summary>
internal sealed class TokenSignal
{
    private const int Width = TokenGraph.PanelWidth;

    private readonly TokenStates _states;
    private readonly int _first;
    private readonly double[] _mean;
    private readonly double[] _squares;
    private readonly double[] _row;

    /// <param name="states">States of all tokens; not to be changed while the signal is used.</param>
    /// <param name="first">Leading tokens that are left out.</param>
    /// <param name="tokens">Tokens of the graph.</param>
    public TokenSignal(TokenStates states, int first, int tokens)
    {
        _states = states;
        _first = first;
        _row = new double[states.Size];
        _squares = new double[tokens];
        var sum = new double[states.Size];
        _mean = new double[states.Size];
        for (var i = 0; i < tokens; i++)
        {
            TensorPrimitives.Add(sum, Row(i), sum);
        }

        TensorPrimitives.Divide(sum, tokens, _mean);
        for (var i = 0; i < tokens; i++)
        {
            _squares[i] = TensorPrimitives.SumOfSquares(Row(i));
        }
    }

    /// <summary>Squared length of every token's state.</summary>
    public ReadOnlySpan<double> Squares => _squares;

    /// <summary>Panels that hold all features.</summary>
    public int Panels => (_states.Size + Width - 1) / Width;

    private int Tokens => _squares.Length;

    /// <summary>Copies features.</summary>
    /// <param name="index">Number of the panel.</param>
    /// <param name="scales">A factor for every token.</param>
    /// <param name="panel">Shape (tokens, panel width); what is beyond the last feature becomes 0.</param>
    public void Features(int index, ReadOnlySpan<double> scales, Span<float> panel)
    {
        var start = index * Width;
        var width = Math.Min(Width, _states.Size - start);
        Span<double> values = stackalloc double[Width];
        panel.Clear();
        for (var i = 0; i < Tokens; i++)
        {
            var features = values[..width];
            TensorPrimitives.ConvertTruncating(_states.Row(_first + i).Slice(start, width), features);
            TensorPrimitives.Subtract(features, _mean.AsSpan(start, width), features);
            TensorPrimitives.Multiply(features, scales[i], features);
            TensorPrimitives.ConvertTruncating<double, float>(features, panel.Slice(i * Width, width));
        }
    }

    /// <summary>Mixes all features into columns, with random signs: on average, products of columns are those of the whole signal.</summary>
    /// <param name="index">Number of the panel; others are other mixtures.</param>
    /// <param name="panel">Shape (tokens, panel width).</param>
    public void Sketch(int index, Span<float> panel)
    {
        var random = new Random(index);
        var signs = new float[_states.Size * Width];
        for (var i = 0; i < signs.Length; i++)
        {
            signs[i] = (2 * random.Next(2)) - 1;
        }

        var mixture = MemoryMarshal.Cast<float, Vector256<float>>(signs);
        var columns = MemoryMarshal.Cast<float, Vector256<float>>(panel);
        for (var i = 0; i < Tokens; i++)
        {
            var row = Row(i);
            var (low, high) = (Vector256<float>.Zero, Vector256<float>.Zero);
            for (var feature = 0; feature < row.Length; feature++)
            {
                var value = Vector256.Create((float)row[feature]);
                low = Vector256.FusedMultiplyAdd(value, mixture[2 * feature], low);
                high = Vector256.FusedMultiplyAdd(value, mixture[(2 * feature) + 1], high);
            }

            (columns[2 * i], columns[(2 * i) + 1]) = (low, high);
        }
    }

    // Differences in double precision: a feature may be large and nearly the same everywhere.
    private ReadOnlySpan<double> Row(int token)
    {
        TensorPrimitives.ConvertTruncating(_states.Row(_first + token), _row);
        TensorPrimitives.Subtract(_row, _mean, _row);
        return _row;
    }
}
