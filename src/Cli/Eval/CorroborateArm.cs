using System.ComponentModel.DataAnnotations;

namespace SKReasoning.Cli.Eval;

/// <summary>A verdict, and further derivations of a rejected answer that are to agree.</summary>
internal sealed class CorroborateArm
{
    [Range(1, 64)]
    public int Times { get; set; } = 6;

    [Range(-1000d, 0d)]
    public double? Threshold { get; set; }

    public DerivationView View { get; set; } = DerivationView.ReorderedFacts;

    [Range(0.01, 64)]
    public double Lead { get; set; } = 1;

    [Range(0.01, 4)]
    public double Temperature { get; set; } = 1;

    /// <summary>File of the calibration that judges in the place of a threshold.</summary>
    public string? Calibration { get; set; }
}
