using System.ComponentModel.DataAnnotations;

namespace SKReasoning;

/// <summary>How a rejected turn is tried again, by a branch or by asking again, and what that may cost.</summary>
public sealed class BranchOptions
{
    /// <summary>Where a retry leaves the rejected turn.</summary>
    /// <value>Default <see cref="BranchFrom.Restart"/>: on chains of up to 12 steps no branch point beat it at equal tokens.</value>
    [EnumDataType(typeof(BranchFrom))]
    public BranchFrom From { get; set; } = BranchFrom.Restart;

    /// <summary>Most retries of a turn.</summary>
    /// <value>Default 4; 0 to 64, 0 judging only.</value>
    [Range(0, 64)]
    public int MaxRetries { get; set; } = 4;

    /// <summary>Tokens that the retries of a turn may write in all; one that they cut off is not accepted.</summary>
    /// <value>Default 2048; at least 1.</value>
    [Range(1, int.MaxValue)]
    public int MaxTokens { get; set; } = 2048;

    /// <summary>Time that the retries of a turn may take in all; one that is running then is given up, and the best attempt before it is used.</summary>
    /// <value>Default null: no limit. Zero and less: no retries.</value>
    public TimeSpan? MaxTime { get; set; }

    /// <summary>Retries, the last of <see cref="MaxRetries"/>, that reach back to the turn before: it is written anew from its own branch point, and its calls are answered from their records.</summary>
    /// <value>
    /// Default 0; 0 to 64, more than <see cref="MaxRetries"/> meaning all of them. A rewritten turn that makes other calls than those that have run is not accepted: what has run cannot be taken back.
    /// </value>
    [Range(0, 64)]
    public int ReachBack { get; set; }

    /// <summary>Temperature of the retries of a request that decodes greedily, which would write the same text again; other requests keep their own.</summary>
    /// <value>Default 1; above 0 to 4.</value>
    [Range(0.01, 4)]
    public double Temperature { get; set; } = 1;
}
