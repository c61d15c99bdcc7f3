using System.Numerics.Tensors;

namespace SKReasoning;

/// <summary>The attention of one layer as a graph of tokens with the hidden states as its signal, gathered while a model decodes.</summary>
/// <remarks>
/// Holds the mean over heads only: N²/2 floats of attention and N · d floats of hidden states. Where the first token is not 0, rows and
/// columns before it are cut out without renormalising. Not thread-safe.
/// </remarks>
public sealed class AttentionGraph
{
    private const int BlockSize = 256;

    // Keys from the first token on.
    private readonly AttentionTriangle _attention = new();
    private readonly TokenStates _states;
    private readonly DirichletEnergy _energy = new();

    /// <summary>Creates a graph without tokens.</summary>
    /// <param name="layer">The block whose attention and output are gathered.</param>
    /// <param name="hiddenSize">Length of a hidden state.</param>
    /// <param name="firstToken">Position of the first token: 0 for the whole sequence, the length of the prompt for the response.</param>
    public AttentionGraph(int layer, int hiddenSize, int firstToken = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(layer);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(hiddenSize);
        ArgumentOutOfRangeException.ThrowIfNegative(firstToken);
        _states = new TokenStates(hiddenSize);
        Layer = layer;
        FirstToken = firstToken;
    }

    /// <summary>The block whose attention and output are gathered.</summary>
    public int Layer { get; }

    /// <summary>Position of the first token of the graph.</summary>
    public int FirstToken { get; }

    /// <summary>Tokens of which both the attention and the hidden state have come.</summary>
    public int Tokens => Math.Min(_attention.Rows, _states.Count);

    /// <summary>Adds the attention of the next token.</summary>
    /// <param name="query">Position of the token: <see cref="FirstToken"/>, then one more with each call.</param>
    /// <param name="rows">Its weights, for keys 0 to <paramref name="query"/>.</param>
    /// <exception cref="ArgumentException">The token is not the next one, or its rows have another number of keys.</exception>
    public void AddRow(int query, AttentionRows rows)
    {
        RequireNext(query, _attention.Rows, nameof(query));
        if (rows.Keys != query + 1)
        {
            throw new ArgumentException($"The token at position {query} has rows of {rows.Keys} keys; expected {query + 1}.", nameof(rows));
        }

        rows.AverageHeads(FirstToken, _attention.Extend());
    }

    /// <summary>Adds the attention of the next token, averaged over the heads already.</summary>
    /// <param name="query">Position of the token: <see cref="FirstToken"/>, then one more with each call.</param>
    /// <param name="weights">Mean weights for keys 0 to <paramref name="query"/>.</param>
    /// <exception cref="ArgumentException">The token is not the next one, or there is another number of weights.</exception>
    public void AddMeanRow(int query, ReadOnlySpan<float> weights)
    {
        RequireNext(query, _attention.Rows, nameof(query));
        if (weights.Length != query + 1)
        {
            throw new ArgumentException($"The token at position {query} has {weights.Length} weights; expected {query + 1}.", nameof(weights));
        }

        weights[FirstToken..].CopyTo(_attention.Extend());
    }

    /// <summary>Adds the hidden state of the next token, before or after its attention.</summary>
    /// <param name="position">Position of the token: <see cref="FirstToken"/>, then one more with each call.</param>
    /// <param name="state">Residual stream after the layer; shape (hidden size).</param>
    /// <exception cref="ArgumentException">The token is not the next one, or its state has another length.</exception>
    public void AddHiddenState(int position, ReadOnlySpan<float> state)
    {
        RequireNext(position, _states.Count, nameof(position));
        if (state.Length != _states.Size)
        {
            throw new ArgumentException($"The hidden state has {state.Length} values; expected {_states.Size}.", nameof(state));
        }

        _states.Add(state);
    }

    /// <summary>Forgets every token from position <paramref name="tokens"/> on, as a branch of the sequence does.</summary>
    /// <remarks>Keeps the memory for the tokens to come.</remarks>
    /// <param name="tokens">Length of the prefix that stays, counted from position 0; more than there is changes nothing.</param>
    public void Truncate(int tokens)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tokens);
        var kept = Math.Max(0, tokens - FirstToken);
        if (kept < Tokens)
        {
            _energy.Forget();
        }

        _attention.Truncate(kept);
        _states.Truncate(kept);
    }

    /// <summary>Computes the signature of the <see cref="Tokens"/> gathered so far.</summary>
    /// <remarks>
    /// The iterative solver costs about N² d multiply-adds for the smoothness and the same again for the rest, in memory of O(N). The dense solver costs N² d
    /// for the signal, then O(N³), and about seven matrices of N² doubles. Nothing that was gathered changes, and the numbers do not depend on what was
    /// measured before.
    /// </remarks>
    /// <param name="mode">Definition of the signature; <see cref="SpectralMode.Sound"/> leaves token 0 of the sequence out.</param>
    /// <param name="solver">How it is computed; <see cref="SpectralMode.Compat"/> is always solved densely.</param>
    public SpectralSignature Measure(SpectralMode mode = SpectralMode.Sound, SpectralSolver solver = SpectralSolver.Iterative)
    {
        var sound = mode == SpectralMode.Sound;
        var skipped = sound && FirstToken == 0 ? Math.Min(1, Tokens) : 0;
        var tokens = Tokens - skipped;
        return solver == SpectralSolver.Dense || mode == SpectralMode.Compat
            ? SpectralAnalysis.Measure(Layer, Weights(skipped, tokens), Gram(skipped, tokens, sound).Products, tokens, mode)
            : Iterate(mode, skipped, tokens);
    }

    private SpectralSignature Iterate(SpectralMode mode, int skipped, int tokens)
    {
        var undefined = new SpectralSignature(Layer, tokens) { Mode = mode };
        var graph = new TokenGraph(_attention, skipped, tokens);
        if (tokens < 2 || !graph.IsFinite)
        {
            return undefined;
        }

        var ends = SpectrumEnds.Find(graph, mode, wantsLargest: mode == SpectralMode.Paper);
        if (mode == SpectralMode.Sound)
        {
            return IterativeAnalysis.Sound(undefined, graph, new TokenSignal(_states, skipped, tokens), ends);
        }

        _energy.Follow(_attention, _states, tokens);
        return IterativeAnalysis.Paper(undefined, ends, _energy);
    }

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
        var weights = new double[tokens * tokens];
        for (var i = 0; i < tokens; i++)
        {
            var row = _attention.Row(skipped + i)[skipped..];
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
        var gram = new SignalGram(tokens, centred);
        var block = new double[tokens * Math.Min(BlockSize, _states.Size)];
        for (var start = 0; start < _states.Size && tokens > 0; start += BlockSize)
        {
            var width = Math.Min(BlockSize, _states.Size - start);
            var features = block.AsSpan(0, tokens * width);
            for (var i = 0; i < tokens; i++)
            {
                TensorPrimitives.ConvertTruncating(_states.Row(skipped + i).Slice(start, width), features.Slice(i * width, width));
            }

            gram.Add(features);
        }

        return gram;
    }
}
