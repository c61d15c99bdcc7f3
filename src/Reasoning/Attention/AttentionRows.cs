namespace SKReasoning;

/// <summary>The attention of one query token at one layer: a row of softmax weights for each query head, borrowed for the call.</summary>
/// <remarks>A row sums to 1, except where a model has attention sinks. Keys are in order of position, whatever the KV cache looks like.</remarks>
public readonly ref struct AttentionRows
{
    private readonly ReadOnlySpan<float> _weights;
    private readonly int _headStride;

    /// <summary>Creates the rows over memory of the caller.</summary>
    /// <param name="weights">Weights; the row of head h starts at h · <paramref name="headStride"/>.</param>
    /// <param name="heads">Number of query heads, at least 1.</param>
    /// <param name="headStride">Elements between the starts of two heads' rows.</param>
    /// <param name="keys">Keys of a row: the position of the query plus one.</param>
    /// <exception cref="ArgumentException">The memory is too short for the shape.</exception>
    public AttentionRows(ReadOnlySpan<float> weights, int heads, int headStride, int keys)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(heads);
        ArgumentOutOfRangeException.ThrowIfNegative(keys);
        if (((long)(heads - 1) * headStride) + keys > weights.Length)
        {
            throw new ArgumentException($"{weights.Length} weights hold no {heads} rows of {keys} keys with a stride of {headStride}.", nameof(weights));
        }

        _weights = weights;
        _headStride = headStride;
        Heads = heads;
        Keys = keys;
    }

    /// <summary>Number of query heads.</summary>
    public int Heads { get; }

    /// <summary>Number of keys in a row.</summary>
    public int Keys { get; }

    /// <summary>Weights of one head, shape (<see cref="Keys"/>).</summary>
    public ReadOnlySpan<float> Head(int head) => _weights.Slice(head * _headStride, Keys);
}
