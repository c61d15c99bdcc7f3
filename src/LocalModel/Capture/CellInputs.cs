using SKReasoning.LocalModel.Native;

namespace SKReasoning.LocalModel.Capture;

/// <summary>Which cells of the KV cache the tokens of a graph run are stored in, read from the inputs of the nodes that store their keys.</summary>
/// <remarks>
/// No public function of llama.cpp tells them. Layers with a sliding window have a cache of their own, whose cells may be others; every GPU
/// has inputs of its own for both. Two inputs are of one kind where their cells are the same; once they were not, a layer's kind is known for good.
/// Belongs to the decode thread.
/// </remarks>
/// <param name="layers">Number of layers.</param>
internal sealed unsafe class CellInputs(int layers)
{
    /// <summary>Kinds of KV cache in one model: all tokens, and a sliding window.</summary>
    public const int Kinds = 2;

    private readonly int[] _kinds = new int[layers];
    private readonly bool[] _isCertain = new bool[layers];
    private readonly bool[] _isNoted = new bool[layers];
    private readonly Dictionary<nint, int> _inputs = [];
    private readonly long[]?[] _cells = new long[Kinds][];

    /// <summary>Which kind of cache each layer uses.</summary>
    public ReadOnlySpan<int> KindOfLayer => _kinds;

    /// <summary>The highest cell that any token was stored in.</summary>
    public int Highest { get; private set; }

    /// <summary>Begins a graph run.</summary>
    public void Begin()
    {
        if (_cells[0] is { } first && _cells[1] is { } second && !first.AsSpan().SequenceEqual(second))
        {
            for (var layer = 0; layer < layers; layer++)
            {
                _isCertain[layer] |= _isNoted[layer];
            }
        }

        Array.Clear(_isNoted);

        _inputs.Clear();
        Array.Clear(_cells);
    }

    /// <summary>Takes the cells from a node that stores the keys of a layer.</summary>
    /// <param name="node">The node; its inputs are set.</param>
    /// <param name="layer">Its layer.</param>
    /// <param name="tokens">The tokens of the run.</param>
    public void Note(Tensor* node, int layer, ReadOnlySpan<CapturedToken> tokens)
    {
        var input = node->Source1;
        if (!_inputs.TryGetValue((nint)input, out var kind))
        {
            var cells = new long[tokens.Length];
            fixed (long* destination = cells)
            {
                GgmlNative.ggml_backend_tensor_get(input, destination, 0, (nuint)cells.Length * sizeof(long));
            }

            kind = _isCertain[layer] ? _kinds[layer] : KindOf(cells);
            _inputs.Add((nint)input, kind);
            if (_cells[kind] is null)
            {
                _cells[kind] = cells;
                Append(cells, kind, tokens);
            }
        }

        _kinds[layer] = kind;
        _isNoted[layer] = true;
    }

    private int KindOf(long[] cells)
    {
        for (var kind = 0; kind < Kinds; kind++)
        {
            if (_cells[kind] is not { } known || known.AsSpan().SequenceEqual(cells))
            {
                return kind;
            }
        }

        throw new InvalidOperationException("The model has more than two kinds of KV cache, so nobody knows which cell is which position.");
    }

    private void Append(long[] cells, int kind, ReadOnlySpan<CapturedToken> tokens)
    {
        for (var i = 0; i < tokens.Length; i++)
        {
            var (map, position) = (tokens[i].Cells[kind], tokens[i].Position);
            if (map.Count < position && kind > 0)
            {
                // Up to here both kinds had the same cells, and only the first kept them.
                map.CopyFrom(tokens[i].Cells[0], position);
            }

            map.Append(position, (int)cells[i]);
            Highest = Math.Max(Highest, (int)cells[i]);
        }
    }
}
