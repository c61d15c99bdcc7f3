using System.ComponentModel.DataAnnotations;

namespace SKReasoning;

/// <summary>The threshold of <see cref="WeakestTokenValidator"/>.</summary>
public sealed class WeakestTokenOptions
{
    /// <summary>A turn whose weakest token has a lower log-probability is rejected.</summary>
    /// <value>
    /// Default −0.6, a probability of about 0.55; −1000 to 0. Picked on the built-in model, where resampling leaves −1.6 to −0.6
    /// (bench/results/verdict.md); another model needs its own.
    /// </value>
    [Range(-1000d, 0d)]
    public double Threshold { get; set; } = -0.6;
}
