namespace SKReasoning;

/// <summary>The attention of query tokens of one step at one layer, summed over them and over the keys of each step: a row for each query head, borrowed for the call.</summary>
public readonly ref struct StepSums
{
    private readonly ReadOnlySpan<float> _sums;
    private readonly int _headStride;

    /// <summary>Creates the sums over memory of the caller.</summary>
    /// <param name="sums">Sums; the row of head h starts at h · <paramref name="headStride"/>.</param>
    /// <param name="heads">Number of query heads, at least 1.</param>
    /// <param name="headStride">Elements between the starts of two heads' rows.</param>
    /// <param name="steps">Steps of a row.</param>
    /// <exception cref="ArgumentException">The memory is too short for the shape.</exception>
    public StepSums(ReadOnlySpan<float> sums, int heads, int headStride, int steps)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(heads);
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        if (((long)(heads - 1) * headStride) + steps > sums.Length)
        {
            throw new ArgumentException($"{sums.Length} sums hold no {heads} rows of {steps} steps with a stride of {headStride}.", nameof(sums));
        }

        _sums = sums;
        _headStride = headStride;
        Heads = heads;
        Steps = steps;
    }

    /// <summary>Number of query heads.</summary>
    public int Heads { get; }

    /// <summary>Steps up to that of the queries.</summary>
    public int Steps { get; }

    /// <summary>Sums of all heads, one after the other; empty where other values lie between them.</summary>
    internal ReadOnlySpan<float> Dense => _headStride == Steps ? _sums[..(Heads * Steps)] : [];

    /// <summary>Sums of one head, shape (<see cref="Steps"/>).</summary>
    public ReadOnlySpan<float> Head(int head) => _sums.Slice(head * _headStride, Steps);
}
