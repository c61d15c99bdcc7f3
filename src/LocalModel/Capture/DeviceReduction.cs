using SKReasoning.LocalModel.Native;

namespace SKReasoning.LocalModel.Capture;

/// <summary>Brings captured attention to the host in the forms that its observers want, summed up on the device where it lies, in one graph.</summary>
/// <remarks>
/// The rows of a token with 8192 keys in 1024 heads are 32 MiB; their sums over 20 steps are 80 KiB. Belongs to the decode thread.
/// </remarks>
internal sealed unsafe class DeviceReduction : IDisposable
{
    private readonly CaptureArena _arena;
    private readonly GraphRunner _runner;
    private readonly TransferMemory _transfer;
    private readonly Dictionary<CellMap, StepIndicator> _indicators = [];
    private readonly QueryIndicator _queries;
    private readonly List<Result> _results = [];
    private float* _values;

    public DeviceReduction(CaptureArena arena, bool pinned)
    {
        _arena = arena;
        _runner = GraphRunner.For(arena.BufferType);
        _transfer = new TransferMemory(_runner.Device, pinned);
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
        _runner.Begin(out var graph);
        try
        {
            long size = 0;
            foreach (var part in parts)
            {
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
            }

            _runner.Run(graph);
            Fetch(size);
        }
        finally
        {
            _runner.End();
        }
    }

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
                return new ReadOnlySpan<float>(_values + result.Offset + ((layer - result.FirstLayer) * result.LayerSize), checked((int)result.LayerSize));
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
        _transfer.Dispose();
        _runner.Dispose();
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
                    size = AddResult(graph, result, part, form, (layer, end - layer), width: form == AttentionForms.StepSums ? part.Observer.StepStarts.Count : rows->Ne[0], size);
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
        _results.Add(new Result(part, form, layers.First, layers.Count, (nint)result, offset, count / layers.Count, (int)width));
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

        var starts = part.Observer.StepStarts;
        var matrix = indicator.Follow(map, starts, tokens[part.Start + part.Count - 1].Position + 1, rows->Ne[0]);
        var used = _runner.Over(*matrix, offset: 0, [rows->Ne[0], starts.Count, 1, 1]);
        used->Nb[1] = matrix->Nb[1];
        (used->Nb[2], used->Nb[3]) = (used->Nb[1] * (ulong)starts.Count, used->Nb[1] * (ulong)starts.Count);
        // One product of two matrices runs on tensor cores; a product a head does not.
        var all = isExact ? rows : GgmlNative.ggml_reshape_2d(_runner.Context, rows, rows->Ne[0], rows->Ne[1] * rows->Ne[2] * rows->Ne[3]);
        var sums = GgmlNative.ggml_mul_mat(_runner.Context, used, all);
        return part.Count == 1 ? sums : SumQueries(sums, rows->Ne[2] * rows->Ne[3], part, tokens[part.Start].Position);
    }

    // Tokens of one step are summed up too: of a text that is read, a step is a tenth of its tokens or less.
    private Tensor* SumQueries(Tensor* sums, long heads, ObservedPart part, int position)
    {
        var starts = part.Observer.StepStarts;
        var segments = StepSegments.Of(starts, new TokenRange(position, part.Count));
        if (segments.Count == part.Count)
        {
            return sums;
        }

        var byToken = GgmlNative.ggml_reshape_3d(_runner.Context, sums, starts.Count, part.Count, heads);
        var tokensFirst = GgmlNative.ggml_cont(_runner.Context, GgmlNative.ggml_permute(_runner.Context, byToken, 1, 0, 2, 3));
        var bySegment = GgmlNative.ggml_mul_mat(_runner.Context, _queries.Add(_runner, segments, part.Count), tokensFirst);
        return GgmlNative.ggml_cont(_runner.Context, GgmlNative.ggml_permute(_runner.Context, bySegment, 1, 0, 2, 3));
    }

    // Shape (layers, tokens, cells, 1): a matrix product would round to fewer bits on some cards, a sum does not.
    private Tensor* AverageHeads(Tensor* rows)
    {
        var byHead = GgmlNative.ggml_cont(_runner.Context, GgmlNative.ggml_permute(_runner.Context, rows, 1, 2, 0, 3));
        return GgmlNative.ggml_scale(_runner.Context, GgmlNative.ggml_sum_rows(_runner.Context, byHead), 1f / rows->Ne[2]);
    }

    private void Fetch(long size)
    {
        _values = _transfer.Floats(size);
        foreach (var result in _results)
        {
            _runner.Fetch((Tensor*)result.Tensor, _values + result.Offset, result.LayerSize * result.Layers);
        }

        _runner.Wait();
    }

    private readonly record struct Result(ObservedPart Part, AttentionForms Form, int FirstLayer, int Layers, nint Tensor, long Offset, long LayerSize, int Width);
}
