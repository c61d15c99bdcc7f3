namespace SKReasoning.LocalModel.Capture;

/// <summary>Hands captured values to the observers of a graph run, in the forms that they want; one that throws is left out from then on.</summary>
/// <remarks>Belongs to the decode thread.</remarks>
/// <param name="options">Where attention is reduced, and how values are brought from a GPU.</param>
internal sealed class ObserverDelivery(CaptureOptions options) : IDisposable
{
    private readonly Dictionary<ITokenObserver, Exception> _errors = [];
    private readonly List<ObservedPart> _parts = [];
    private readonly List<DeviceReduction> _reductions = [];
    private readonly HostReduction _host = new();

    /// <summary>What the observer threw since <see cref="Clear"/>; null where it threw nothing.</summary>
    public Exception? ErrorOf(ITokenObserver observer) => _errors.GetValueOrDefault(observer);

    public void Clear() => _errors.Clear();

    /// <summary>Hands out attention. The devices must be idle.</summary>
    /// <param name="source">Where the rows come from.</param>
    /// <param name="tokens">The tokens of the graph run.</param>
    /// <param name="cacheKinds">Which cell map of a token each layer's cache uses.</param>
    public void Attention(AttentionSource source, ReadOnlySpan<CapturedToken> tokens, ReadOnlySpan<int> cacheKinds)
    {
        FindParts(tokens);
        foreach (var arena in source.Arenas)
        {
            if (!IsReadInPlace(source, arena))
            {
                ReductionOf(arena, source.Layers).Run(source, _parts, tokens, cacheKinds);
            }
        }

        for (var layer = 0; layer < source.Layers; layer++)
        {
            if (source.IsFilled(layer))
            {
                Layer(source, layer, tokens, cacheKinds[layer]);
            }
        }
    }

    /// <summary>Hands out hidden states. The devices must be idle.</summary>
    /// <param name="store">Hidden states by layer, shape (rows, hidden size); in most architectures the last layer computes only rows whose logits were asked for.</param>
    /// <param name="tokens">The tokens of the graph run.</param>
    public void Hidden(CaptureStore store, ReadOnlySpan<CapturedToken> tokens)
    {
        for (var layer = 0; layer < store.Layers; layer++)
        {
            if (store.IsFilled(layer))
            {
                HiddenLayer(store, layer, tokens);
            }
        }
    }

    public void Dispose() => _reductions.ForEach(reduction => reduction.Dispose());

    // Where the processor can read the rows itself, that costs it least.
    private bool IsReadInPlace(AttentionSource source, CaptureArena arena) => source is SoftmaxCapture && arena.IsHost && !options.ReducesOnDevice;

    private void FindParts(ReadOnlySpan<CapturedToken> tokens)
    {
        _parts.Clear();
        for (var i = 0; i < tokens.Length; i++)
        {
            if (tokens[i].Observer is not { } observer)
            {
                continue;
            }

            if (_parts.Count > 0 && _parts[^1] is var last && last.Observer == observer && last.Start + last.Count == i)
            {
                _parts[^1] = last with { Count = last.Count + 1 };
            }
            else
            {
                _parts.Add(new ObservedPart(observer, i, 1));
            }
        }
    }

    private DeviceReduction ReductionOf(CaptureArena arena, int layers)
    {
        var reduction = _reductions.Find(reduction => reduction.Serves(arena));
        if (reduction is null)
        {
            reduction = new DeviceReduction(arena, layers, options.PinsMemory);
            _reductions.Add(reduction);
        }

        return reduction;
    }

    private void Layer(AttentionSource source, int layer, ReadOnlySpan<CapturedToken> tokens, int cacheKind)
    {
        var shape = source.ShapeOf(layer);
        if (shape.Tokens != tokens.Length)
        {
            throw new InvalidOperationException($"Layer {layer} computes attention of {shape.Tokens} tokens; expected {tokens.Length}.");
        }

        var arena = source.ArenaOf(layer);
        var inPlace = IsReadInPlace(source, arena);
        var values = inPlace ? ((SoftmaxCapture)source).Read(layer) : [];
        foreach (var part in _parts)
        {
            var forms = part.Observer.WantsAttention(layer);
            if (!inPlace && forms.HasFlag(AttentionForms.StepSums))
            {
                DeliverSums(ReductionOf(arena, source.Layers), layer, part, shape.Heads);
                forms &= ~AttentionForms.StepSums;
            }

            for (var i = part.Start; i < part.Start + part.Count && forms != AttentionForms.None && !_errors.ContainsKey(part.Observer); i++)
            {
                try
                {
                    if (inPlace)
                    {
                        _host.Deliver(layer, part.Observer, forms, tokens[i], new CellRows(values[(i * shape.Cells)..], shape.Heads, shape.Tokens * shape.Cells, tokens[i].Cells[cacheKind]));
                    }
                    else
                    {
                        Deliver(ReductionOf(arena, source.Layers), layer, part, i - part.Start, forms, tokens[i], cacheKind, shape.Heads);
                    }
                }
                catch (Exception e)
                {
                    _errors.Add(part.Observer, e);
                }
            }
        }
    }

    private void Deliver(DeviceReduction reduction, int layer, ObservedPart part, int index, AttentionForms forms, CapturedToken token, int cacheKind, int heads)
    {
        var (observer, position, map) = (part.Observer, token.Position, token.Cells[cacheKind]);
        if (forms.HasFlag(AttentionForms.Rows))
        {
            var values = reduction.Of(layer, part, AttentionForms.Rows, out var cells);
            observer.OnAttention(layer, position, _host.Rows(new CellRows(values[(index * cells)..], heads, part.Count * cells, map), position + 1));
        }

        if (forms.HasFlag(AttentionForms.HeadMean))
        {
            var values = reduction.Of(layer, part, AttentionForms.HeadMean, out var cells);
            observer.OnHeadMean(layer, position, _host.Rows(new CellRows(values[(index * cells)..], 1, cells, map), position + 1).Head(0));
        }
    }

    private void DeliverSums(DeviceReduction reduction, int layer, ObservedPart part, int heads)
    {
        try
        {
            var values = reduction.Of(layer, part, AttentionForms.StepSums, out var steps);
            var (starts, segments) = reduction.SegmentsOf(part);
            for (var i = 0; i < segments.Count && !_errors.ContainsKey(part.Observer); i++)
            {
                part.Observer.OnStepSums(layer, segments[i], new StepSums(values[(i * steps)..], heads, segments.Count * steps, QuerySegments.StepsUpTo(starts, segments[i].First)));
            }
        }
        catch (Exception e)
        {
            _errors.TryAdd(part.Observer, e);
        }
    }

    private void HiddenLayer(CaptureStore store, int layer, ReadOnlySpan<CapturedToken> tokens)
    {
        var (size, rows) = store.MatrixOf(layer);
        var values = store.Read(layer);
        var row = 0;
        foreach (var token in tokens)
        {
            if (rows != tokens.Length && !token.HasLogits)
            {
                continue;
            }

            if (token.Observer is { } observer && observer.WantsHidden(layer) && !_errors.ContainsKey(observer))
            {
                try
                {
                    observer.OnHidden(layer, token.Position, values.Slice(row * size, size));
                }
                catch (Exception e)
                {
                    _errors.Add(observer, e);
                }
            }

            row++;
        }
    }
}
