using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace SKReasoning;

/// <summary>The attention of one layer as a graph of tokens with the hidden states as its signal, gathered while a model decodes.</summary>
/// <remarks>
/// Holds the mean over heads only: N²/2 floats of attention and N · d floats of hidden states. Where the first token is not 0, rows and
/// columns before it are cut out without renormalising. Not thread-safe.
/// </remarks>
public sealed class AttentionGraph
{
    private const int BlockSize = 256;

    private readonly int _hiddenSize;

    // Lower triangle, packed by row: (query, keys from the first token to the query).
    private readonly List<float> _attention = [];

    // (tokens, hidden size)
    private readonly List<float> _states = [];
    private int _rows;

    /// <summary>Creates a graph without tokens.</summary>
    /// <param name="layer">The block whose attention and output are gathered.</param>
    /// <param name="hiddenSize">Length of a hidden state.</param>
    /// <param name="firstToken">Position of the first token: 0 for the whole sequence, the length of the prompt for the response.</param>
    public AttentionGraph(int layer, int hiddenSize, int firstToken = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(layer);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(hiddenSize);
        ArgumentOutOfRangeException.ThrowIfNegative(firstToken);
        _hiddenSize = hiddenSize;
        Layer = layer;
        FirstToken = firstToken;
    }

    /// <summary>The block whose attention and output are gathered.</summary>
    public int Layer { get; }

    /// <summary>Position of the first token of the graph.</summary>
    public int FirstToken { get; }

    /// <summary>Tokens of which both the attention and the hidden state have come.</summary>
    public int Tokens => Math.Min(_rows, States);

    private int States => _states.Count / _hiddenSize;

    /// <summary>Adds the attention of the next token.</summary>
    /// <param name="query">Position of the token: <see cref="FirstToken"/>, then one more with each call.</param>
    /// <param name="rows">Its weights, for keys 0 to <paramref name="query"/>.</param>
    /// <exception cref="ArgumentException">The token is not the next one, or its rows have another number of keys.</exception>
    public void AddRow(int query, AttentionRows rows)
    {
        RequireNext(query, _rows, nameof(query));
        if (rows.Keys != query + 1)
        {
            throw new ArgumentException($"The token at position {query} has rows of {rows.Keys} keys; expected {query + 1}.", nameof(rows));
        }

        _rows++;
        AverageHeads(rows, FirstToken, Extend(_attention, _rows));
    }

    /// <summary>Adds the hidden state of the next token, before or after its attention.</summary>
    /// <param name="position">Position of the token: <see cref="FirstToken"/>, then one more with each call.</param>
    /// <param name="state">Residual stream after the layer; shape (hidden size).</param>
    /// <exception cref="ArgumentException">The token is not the next one, or its state has another length.</exception>
    public void AddHiddenState(int position, ReadOnlySpan<float> state)
    {
        RequireNext(position, States, nameof(position));
        if (state.Length != _hiddenSize)
        {
            throw new ArgumentException($"The hidden state has {state.Length} values; expected {_hiddenSize}.", nameof(state));
        }

        state.CopyTo(Extend(_states, _hiddenSize));
    }

    /// <summary>Forgets every token from position <paramref name="tokens"/> on, as a branch of the sequence does.</summary>
    /// <remarks>Keeps the memory for the tokens to come.</remarks>
    /// <param name="tokens">Length of the prefix that stays, counted from position 0; more than there is changes nothing.</param>
    public void Truncate(int tokens)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tokens);
        var kept = Math.Max(0, tokens - FirstToken);
        _rows = Math.Min(_rows, kept);
        CollectionsMarshal.SetCount(_attention, TriangleSize(_rows));
        CollectionsMarshal.SetCount(_states, Math.Min(States, kept) * _hiddenSize);
    }

    /// <summary>Computes the signature of the <see cref="Tokens"/> gathered so far.</summary>
    /// <remarks>
    /// N² d multiply-adds for the signal, then a dense solve of O(N³); allocates about seven matrices of N² doubles. Nothing that was
    /// gathered changes.
    /// </remarks>
    /// <param name="mode">Definition of the signature; <see cref="SpectralMode.Sound"/> leaves token 0 of the sequence out.</param>
    public SpectralSignature Measure(SpectralMode mode = SpectralMode.Sound)
    {
        var sound = mode == SpectralMode.Sound;
        var skipped = sound && FirstToken == 0 ? Math.Min(1, Tokens) : 0;
        var tokens = Tokens - skipped;
        return SpectralAnalysis.Measure(Layer, Weights(skipped, tokens), Gram(skipped, tokens, sound).Products, tokens, mode);
    }

    private static void AverageHeads(AttentionRows rows, int firstKey, Span<float> mean)
    {
        Span<double> sum = stackalloc double[BlockSize];
        Span<double> weights = stackalloc double[BlockSize];
        for (var start = 0; start < mean.Length; start += BlockSize)
        {
            var count = Math.Min(BlockSize, mean.Length - start);
            var blockSum = sum[..count];
            blockSum.Clear();
            for (var head = 0; head < rows.Heads; head++)
            {
                TensorPrimitives.ConvertTruncating(rows.Head(head).Slice(firstKey + start, count), weights);
                TensorPrimitives.Add(blockSum, weights[..count], blockSum);
            }

            TensorPrimitives.Divide(blockSum, rows.Heads, blockSum);
            TensorPrimitives.ConvertTruncating<double, float>(blockSum, mean.Slice(start, count));
        }
    }

    private static Span<float> Extend(List<float> values, int count)
    {
        var start = values.Count;
        CollectionsMarshal.SetCount(values, start + count);
        return CollectionsMarshal.AsSpan(values)[start..];
    }

    private static int TriangleSize(int rows) => checked((int)((long)rows * (rows + 1) / 2));

    private void RequireNext(int position, int count, string parameter)
    {
        if (position != FirstToken + count)
        {
            var next = FirstToken + count;
            throw new ArgumentException($"Layer {Layer} got the token at position {position}; the next one is {next}.", parameter);
        }
    }

    // Shape (tokens, tokens): (A + Aᵀ)/2 of the causal A.
    private double[] Weights(int skipped, int tokens)
    {
        var attention = CollectionsMarshal.AsSpan(_attention);
        var weights = new double[tokens * tokens];
        for (var i = 0; i < tokens; i++)
        {
            var row = attention.Slice(TriangleSize(skipped + i) + skipped, i + 1);
            for (var j = 0; j < i; j++)
            {
                weights[(i * tokens) + j] = weights[(j * tokens) + i] = row[j] / 2.0;
            }

            weights[(i * tokens) + i] = row[i];
        }

        return weights;
    }

    private SignalGram Gram(int skipped, int tokens, bool centred)
    {
        var states = CollectionsMarshal.AsSpan(_states);
        var gram = new SignalGram(tokens, centred);
        var block = new double[tokens * Math.Min(BlockSize, _hiddenSize)];
        for (var start = 0; start < _hiddenSize && tokens > 0; start += BlockSize)
        {
            var width = Math.Min(BlockSize, _hiddenSize - start);
            var features = block.AsSpan(0, tokens * width);
            for (var i = 0; i < tokens; i++)
            {
                var state = states.Slice(((skipped + i) * _hiddenSize) + start, width);
                TensorPrimitives.ConvertTruncating<float, double>(state, features.Slice(i * width, width));
            }

            gram.Add(features);
        }

        return gram;
    }
}
