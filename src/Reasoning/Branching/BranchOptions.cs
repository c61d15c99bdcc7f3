using System.ComponentModel.DataAnnotations;

namespace SKReasoning;

/// <summary>How a rejected turn is tried again, and what that may cost.</summary>
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

    /// <summary>Tokens that the retries of a turn may write in all; no retry starts once they are spent.</summary>
    /// <value>Default 2048.</value>
    [Range(1, int.MaxValue)]
    public int MaxTokens { get; set; } = 2048;

    /// <summary>Temperature of retries, whatever the request's own: at temperature 0 a retry would write the same text again.</summary>
    /// <value>Default 1; above 0 to 4.</value>
    [Range(0.01, 4)]
    public double Temperature { get; set; } = 1;
}
