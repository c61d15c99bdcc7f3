using SKReasoning.LocalModel.Native;

namespace SKReasoning.LocalModel.Capture;

/// <summary>Brings captured attention to the host in the forms that its observers want, summed up on the device where it lies, in one graph.</summary>
/// <remarks>
/// The rows of a token with 8192 keys in 1024 heads are 32 MiB; their sums over 20 steps are 80 KiB. Belongs to the decode thread.
/// </remarks>
internal sealed unsafe class DeviceReduction : IDisposable
{
    // A layer that can be taken with no other makes about twenty: its rows, and three forms of them.
    private const int NodesPerLayer = 32;

    private readonly CaptureArena _arena;
    private readonly GraphRunner _runner;
    private readonly bool _pinned;

    // One for each part of a run: what has been copied must not move while more is being copied.
    private readonly List<TransferMemory> _transfers = [];
    private readonly Dictionary<ObservedPart, QuerySegments> _segments = [];
    private readonly Dictionary<CellMap, StepIndicator> _indicators = [];
    private readonly QueryIndicator _queries;
    private readonly List<Result> _results = [];
    private Tensor* _ofPart;

    /// <param name="arena">The memory.</param>
    /// <param name="layers">Layers of the model.</param>
    /// <param name="pinned">Whether sums are copied to page-locked memory of the host.</param>
    public DeviceReduction(CaptureArena arena, int layers, bool pinned)
    {
        _arena = arena;
        _pinned = pinned;
        _runner = GraphRunner.For(arena.BufferType, (layers + 1) * NodesPerLayer);
        _queries = new QueryIndicator(arena.BufferType);
    }

    /// <summary>Whether the layers in this memory are reduced here.</summary>
    public bool Serves(CaptureArena arena) => arena == _arena;

    /// <summary>Reduces the layers of a graph run that lie in this memory. The device must be idle.</summary>
    /// <param name="source">Where the rows come from.</param>
    /// <param name="parts">Tokens of the run, by observer.</param>
    /// <param name="tokens">Tokens of the run.</param>
    /// <param name="cacheKinds">Which cell map of a token each layer's cache uses.</param>
    public void Run(AttentionSource source, IReadOnlyList<ObservedPart> parts, ReadOnlySpan<CapturedToken> tokens, ReadOnlySpan<int> cacheKinds)
    {
        _results.Clear();
        _queries.Clear();
        _segments.Clear();
        try
        {
            for (var i = 0; i < parts.Count; i++)
            {
                _segments[parts[i]] = QuerySegments.Of(parts[i].Observer.StepStarts, new TokenRange(tokens[parts[i].Start].Position, parts[i].Count));
                Reduce(source, i, parts[i], tokens, cacheKinds);
            }
        }
        finally
        {
            _runner.Wait();
        }
    }

    /// <summary>The tokens of a part by steps, as they were when it was summed up.</summary>
    public QuerySegments SegmentsOf(ObservedPart part) => _segments[part];

    /// <summary>What <see cref="Run"/> made of a layer for a part of the tokens.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="part">The tokens.</param>
    /// <param name="form">One form that their observer wants.</param>
    /// <param name="width">Elements of one row: cells, or steps.</param>
    /// <returns>Rows: shape (heads, tokens, cells); sums: (heads, steps of the tokens, steps); means: (tokens, cells).</returns>
    public ReadOnlySpan<float> Of(int layer, ObservedPart part, AttentionForms form, out int width)
    {
        foreach (var result in _results)
        {
            if (result.Part == part && result.Form == form && layer >= result.FirstLayer && layer < result.FirstLayer + result.Layers)
            {
                width = result.Width;
                return new ReadOnlySpan<float>((float*)result.Values + result.Offset + ((layer - result.FirstLayer) * result.LayerSize), checked((int)result.LayerSize));
            }
        }

        throw new InvalidOperationException($"Layer {layer} was not reduced to {form}.");
    }

    public void Dispose()
    {
        foreach (var indicator in _indicators.Values)
        {
            indicator.Dispose();
        }

        _queries.Dispose();
        _transfers.ForEach(transfer => transfer.Dispose());
        _runner.Dispose();
    }

    private void Reduce(AttentionSource source, int index, ObservedPart part, ReadOnlySpan<CapturedToken> tokens, ReadOnlySpan<int> cacheKinds)
    {
        _runner.Begin(out var graph);
        _ofPart = null;
        try
        {
            var (first, size) = (_results.Count, 0L);
            for (var layer = 0; layer < source.Layers;)
            {
                var count = LayersTogether(source, layer, part, cacheKinds);
                if (count > 0)
                {
                    var rows = source.Rows(_runner, layer, count, part);
                    size = Add(graph, rows, source.IsExact, (layer, count), part, tokens, cacheKinds[layer], size);
                }

                layer += Math.Max(1, count);
            }

            if (size > 0)
            {
                _runner.Run(graph);
                Fetch(index, first, size);
            }
        }
        finally
        {
            _runner.End();
        }
    }

    // Layers from the given one on that are wanted in any form and can be taken together.
    private int LayersTogether(AttentionSource source, int first, ObservedPart part, ReadOnlySpan<int> cacheKinds)
    {
        bool IsWanted(int layer) => source.IsFilled(layer) && part.Observer.WantsAttention(layer) != AttentionForms.None && source.ArenaOf(layer) == _arena;
        if (!IsWanted(first))
        {
            return 0;
        }

        var end = Math.Min(source.Layers, first + source.MostLayers(first, part));
        var layer = first + 1;
        while (layer < end && IsWanted(layer) && cacheKinds[layer] == cacheKinds[first] && source.Joins(layer))
        {
            layer++;
        }

        return layer - first;
    }

    // Each form takes its layers from the rows of all.
    private long Add(
        nint graph, Tensor* rows, bool isExact, (int First, int Count) layers, ObservedPart part, ReadOnlySpan<CapturedToken> tokens, int cacheKind, long size)
    {
        foreach (var form in (ReadOnlySpan<AttentionForms>)[AttentionForms.Rows, AttentionForms.StepSums, AttentionForms.HeadMean])
        {
            bool IsWanted(int layer) => layer < layers.First + layers.Count && part.Observer.WantsAttention(layer).HasFlag(form);
            for (var layer = layers.First; layer < layers.First + layers.Count;)
            {
                var end = layer;
                while (IsWanted(end))
                {
                    end++;
                }

                if (end > layer)
                {
                    var chosen = Layers(rows, layer - layers.First, end - layer);
                    var result = form switch
                    {
                        AttentionForms.Rows => GgmlNative.ggml_cont(_runner.Context, chosen),
                        AttentionForms.StepSums => SumSteps(chosen, isExact, part, tokens, cacheKind),
                        _ => AverageHeads(chosen),
                    };
                    size = AddResult(graph, result, part, form, (layer, end - layer), width: form == AttentionForms.StepSums ? _segments[part].Starts.Length : rows->Ne[0], size);
                }

                layer = Math.Max(end, layer + 1);
            }
        }

        return size;
    }

    private Tensor* Layers(Tensor* rows, int first, int count) => count == rows->Ne[3]
        ? rows
        : GgmlNative.ggml_view_4d(
            _runner.Context, rows, rows->Ne[0], rows->Ne[1], rows->Ne[2], count, (nuint)rows->Nb[1], (nuint)rows->Nb[2], (nuint)rows->Nb[3], (nuint)first * (nuint)rows->Nb[3]);

    private long AddResult(nint graph, Tensor* result, ObservedPart part, AttentionForms form, (int First, int Count) layers, long width, long offset)
    {
        GgmlNative.ggml_set_output(result);
        GgmlNative.ggml_build_forward_expand(graph, result);
        var count = result->Ne[0] * result->Ne[1] * result->Ne[2] * result->Ne[3];
        _results.Add(new Result(part, form, layers.First, layers.Count, (nint)result, Values: 0, offset, count / layers.Count, (int)width));
        return offset + count;
    }

    // Shape (layers · heads · steps of the tokens · steps), however many dimensions that are.
    private Tensor* SumSteps(Tensor* rows, bool isExact, ObservedPart part, ReadOnlySpan<CapturedToken> tokens, int cacheKind)
    {
        var map = tokens[part.Start].Cells[cacheKind];
        if (!_indicators.TryGetValue(map, out var indicator))
        {
            indicator = new StepIndicator(_arena.BufferType);
            _indicators.Add(map, indicator);
        }

        var starts = _segments[part].Starts;
        var matrix = indicator.Follow(map, starts, tokens[part.Start + part.Count - 1].Position + 1, rows->Ne[0]);
        var used = _runner.Over(*matrix, offset: 0, [rows->Ne[0], starts.Length, 1, 1]);
        used->Nb[1] = matrix->Nb[1];
        (used->Nb[2], used->Nb[3]) = (used->Nb[1] * (ulong)starts.Length, used->Nb[1] * (ulong)starts.Length);
        // One product of two matrices runs on tensor cores; a product a head does not.
        var all = isExact ? rows : GgmlNative.ggml_reshape_2d(_runner.Context, rows, rows->Ne[0], rows->Ne[1] * rows->Ne[2] * rows->Ne[3]);
        var sums = GgmlNative.ggml_mul_mat(_runner.Context, used, all);
        return part.Count == 1 ? sums : SumQueries(sums, rows->Ne[2] * rows->Ne[3], part);
    }

    // Tokens of one step are summed up too: of a text that is read, a step is a tenth of its tokens or less.
    private Tensor* SumQueries(Tensor* sums, long heads, ObservedPart part)
    {
        var (starts, segments) = (_segments[part].Starts, _segments[part].Segments);
        if (segments.Count == part.Count)
        {
            return sums;
        }

        var byToken = GgmlNative.ggml_reshape_3d(_runner.Context, sums, starts.Length, part.Count, heads);
        var tokensFirst = GgmlNative.ggml_cont(_runner.Context, GgmlNative.ggml_permute(_runner.Context, byToken, 1, 0, 2, 3));
        _ofPart = _ofPart == null ? _queries.Add(_runner, segments, part.Count) : _ofPart;
        var bySegment = GgmlNative.ggml_mul_mat(_runner.Context, _ofPart, tokensFirst);
        return GgmlNative.ggml_cont(_runner.Context, GgmlNative.ggml_permute(_runner.Context, bySegment, 1, 0, 2, 3));
    }

    // Shape (layers, tokens, cells, 1): a matrix product would round to fewer bits on some cards, a sum does not.
    private Tensor* AverageHeads(Tensor* rows)
    {
        var byHead = GgmlNative.ggml_cont(_runner.Context, GgmlNative.ggml_permute(_runner.Context, rows, 1, 2, 0, 3));
        return GgmlNative.ggml_scale(_runner.Context, GgmlNative.ggml_sum_rows(_runner.Context, byHead), 1f / rows->Ne[2]);
    }

    private void Fetch(int index, int first, long size)
    {
        if (_transfers.Count == index)
        {
            _transfers.Add(new TransferMemory(_runner.Device, _pinned));
        }

        var values = _transfers[index].Floats(size);
        for (var i = first; i < _results.Count; i++)
        {
            var result = _results[i];
            _runner.Fetch((Tensor*)result.Tensor, values + result.Offset, result.LayerSize * result.Layers);
            _results[i] = result with { Values = (nint)values };
        }
    }

    private readonly record struct Result(ObservedPart Part, AttentionForms Form, int FirstLayer, int Layers, nint Tensor, nint Values, long Offset, long LayerSize, int Width);
}
