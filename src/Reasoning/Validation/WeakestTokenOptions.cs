using System.ComponentModel.DataAnnotations;

namespace SKReasoning;

/// <summary>The threshold of <see cref="WeakestTokenValidator"/>.</summary>
public sealed class WeakestTokenOptions
{
    /// <summary>A turn whose weakest token has a lower log-probability is rejected.</summary>
    /// <value>Default −1.2, a probability of about 0.3: found on the built-in model; another model needs its own. −1000 to 0.</value>
    [Range(-1000d, 0d)]
    public double Threshold { get; set; } = -1.2;
}
