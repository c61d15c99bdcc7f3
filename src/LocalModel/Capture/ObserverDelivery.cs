namespace SKReasoning.LocalModel.Capture;

/// <summary>Hands captured values to the observers of a micro-batch, token by token; one that throws is left out from then on.</summary>
/// <remarks>Belongs to the decode thread.</remarks>
internal sealed class ObserverDelivery
{
    private readonly Dictionary<ITokenObserver, Exception> _errors = [];
    private float[] _gathered = [];

    /// <summary>What the observer threw since <see cref="Clear"/>; null where it threw nothing.</summary>
    public Exception? ErrorOf(ITokenObserver observer) => _errors.GetValueOrDefault(observer);

    public void Clear() => _errors.Clear();

    /// <summary>Hands out softmax rows.</summary>
    /// <param name="layer">Their layer.</param>
    /// <param name="buffer">Shape, innermost first: (cells, tokens, heads, 1).</param>
    /// <param name="tokens">The tokens of the micro-batch.</param>
    /// <param name="cacheKind">Which cell map of a token the layer's cache uses.</param>
    public void Attention(int layer, LayerBuffer buffer, ReadOnlySpan<CapturedToken> tokens, int cacheKind)
    {
        var (cells, heads) = (buffer.Size(0), buffer.Size(2));
        if (buffer.Size(1) != tokens.Length || buffer.Size(3) != 1)
        {
            throw new InvalidOperationException(
                $"Layer {layer} computes attention of shape ({heads} heads, {buffer.Size(1)} tokens, {buffer.Size(3)} streams); expected {tokens.Length} tokens and 1 stream.");
        }

        var values = buffer.Read();
        for (var i = 0; i < tokens.Length; i++)
        {
            if (tokens[i].Observer is not { } observer || !observer.WantsAttention(layer) || _errors.ContainsKey(observer))
            {
                continue;
            }

            var map = tokens[i].Cells[cacheKind];
            var keys = tokens[i].Position + 1;
            var firstCell = map.FirstCellIfConsecutive(keys);
            var rows = firstCell >= 0
                ? new AttentionRows(values[((i * cells) + firstCell)..], heads, tokens.Length * cells, keys)
                : Gather(values, map, i, (cells, tokens.Length, heads), keys);
            try
            {
                observer.OnAttention(layer, tokens[i].Position, rows);
            }
            catch (Exception e)
            {
                _errors.Add(observer, e);
            }
        }
    }

    /// <summary>Hands out hidden states.</summary>
    /// <param name="layer">Their layer.</param>
    /// <param name="buffer">Shape (hidden size, rows); in most architectures the last layer computes only rows whose logits were asked for.</param>
    /// <param name="tokens">The tokens of the micro-batch.</param>
    public void Hidden(int layer, LayerBuffer buffer, ReadOnlySpan<CapturedToken> tokens)
    {
        var values = buffer.Read();
        var size = buffer.Size(0);
        var allRows = buffer.Size(1) == tokens.Length;
        var row = 0;
        foreach (var token in tokens)
        {
            if (!allRows && !token.HasLogits)
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

    private AttentionRows Gather(ReadOnlySpan<float> values, CellMap map, int index, (int Cells, int Tokens, int Heads) shape, int keys)
    {
        if (_gathered.Length < shape.Heads * keys)
        {
            _gathered = new float[shape.Heads * keys * 2];
        }

        for (var head = 0; head < shape.Heads; head++)
        {
            map.Gather(values.Slice(((head * shape.Tokens) + index) * shape.Cells, shape.Cells), _gathered.AsSpan(head * keys, keys));
        }

        return new AttentionRows(_gathered, shape.Heads, keys, keys);
    }
}
