using System.Numerics.Tensors;

namespace SKReasoning;

/// <summary>The attention of one query token at one layer: a row of softmax weights for each query head, borrowed for the call.</summary>
/// <remarks>A row sums to 1, except where a model has attention sinks. Keys are in order of position, whatever the KV cache looks like.</remarks>
public readonly ref struct AttentionRows
{
    private const int BlockSize = 256;

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

    /// <summary>Averages the rows over the heads, from a key on.</summary>
    /// <param name="firstKey">The first key.</param>
    /// <param name="mean">Takes the mean weights, summed in 64-bit floats; shape (keys wanted).</param>
    public void AverageHeads(int firstKey, Span<float> mean)
    {
        Span<double> sum = stackalloc double[BlockSize];
        Span<double> weights = stackalloc double[BlockSize];
        for (var start = 0; start < mean.Length; start += BlockSize)
        {
            var count = Math.Min(BlockSize, mean.Length - start);
            var blockSum = sum[..count];
            blockSum.Clear();
            for (var head = 0; head < Heads; head++)
            {
                TensorPrimitives.ConvertTruncating(Head(head).Slice(firstKey + start, count), weights[..count]);
                TensorPrimitives.Add(blockSum, weights[..count], blockSum);
            }

            TensorPrimitives.Divide(blockSum, Heads, blockSum);
            TensorPrimitives.ConvertTruncating<double, float>(blockSum, mean.Slice(start, count));
        }
    }

    /// <summary>Sums one head's row over the keys of each step.</summary>
    /// <param name="head">The head.</param>
    /// <param name="stepStarts">Keys at which the steps begin, increasing; those beyond the row have sum 0.</param>
    /// <param name="sums">Takes the sums; shape (steps).</param>
    public void SumSteps(int head, IReadOnlyList<int> stepStarts, Span<float> sums)
    {
        ArgumentNullException.ThrowIfNull(stepStarts);
        var row = Head(head);
        for (var step = 0; step < sums.Length; step++)
        {
            var start = Math.Min(stepStarts[step], Keys);
            var end = step + 1 < stepStarts.Count ? Math.Min(stepStarts[step + 1], Keys) : Keys;
            sums[step] = TensorPrimitives.Sum(row[start..end]);
        }
    }
}
