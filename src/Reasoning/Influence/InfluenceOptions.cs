namespace SKReasoning;

/// <summary>Which forward context influence is measured; numbers of different options cannot be compared.</summary>
public sealed record InfluenceOptions
{
    private readonly int _distance = ForwardInfluence.DefaultDistance;

    /// <summary>Δ: steps nearer than this do not count as later.</summary>
    /// <value>Default 4, as in the paper; at least 1.</value>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int Distance
    {
        get => _distance;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _distance = value;
        }
    }

    /// <summary>What is taken of the later steps.</summary>
    /// <value>Default <see cref="LaterSteps.Sum"/>, as in the paper.</value>
    public LaterSteps LaterSteps { get; init; }

    /// <summary>The heads whose largest value counts.</summary>
    /// <value>Default <see cref="HeadSelection.All"/>, as in the paper.</value>
    public HeadSelection Heads { get; init; } = HeadSelection.All;
}
