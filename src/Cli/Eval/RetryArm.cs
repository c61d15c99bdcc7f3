using System.ComponentModel.DataAnnotations;

namespace SKReasoning.Cli.Eval;

/// <summary>A verdict, and what a rejected answer leads to.</summary>
internal sealed class RetryArm
{
    public BranchFrom From { get; set; }

    [Range(1, 64)]
    public int Times { get; set; } = 4;

    /// <summary>Log-probability of the weakest token under which an answer is rejected; the default of the filters where it is left out.</summary>
    [Range(-1000d, 0d)]
    public double? Threshold { get; set; }

    /// <summary>Temperature of the retries of a greedy arm.</summary>
    [Range(0.01, 4)]
    public double Temperature { get; set; } = 1;

    /// <summary>Δ of the influence.</summary>
    [Range(1, 64)]
    public int Distance { get; set; } = ForwardInfluence.DefaultDistance;

    /// <summary>File of the calibration that judges in the place of a threshold.</summary>
    public string? Calibration { get; set; }
}
