namespace SKReasoning.Evaluation;

/// <summary>How a bootstrap draws, and which interval it gives.</summary>
public sealed record BootstrapOptions
{
    /// <summary>Percentile intervals of 95 % from 2,000 resamples.</summary>
    public static BootstrapOptions Default { get; } = new();

    /// <summary>Share of intervals that hold the truth.</summary>
    /// <value>0.95; between 0 and 1.</value>
    public double Level { get; init => field = Confidence.Checked(value); } = Estimate.DefaultLevel;

    /// <summary>Samples that are drawn.</summary>
    /// <value>2,000; at least 1.</value>
    public int Resamples
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 2000;

    /// <summary>Seed of the draws: the same sample gives the same interval.</summary>
    /// <value>1.</value>
    public int Seed { get; init; } = 1;

    /// <summary>Which interval.</summary>
    /// <value><see cref="BootstrapInterval.Percentile"/>.</value>
    public BootstrapInterval Interval { get; init; }
}
