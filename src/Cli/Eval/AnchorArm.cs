using System.ComponentModel.DataAnnotations;

namespace SKReasoning.Cli.Eval;

/// <summary>Self-Anchor, or attention steering.</summary>
internal sealed class AnchorArm
{
    public AnchorBackend Backend { get; set; }

    public AnchorSchedule Schedule { get; set; } = AnchorSchedule.WholeTurn;

    [Range(-10d, 100d)]
    public double Omega { get; set; } = AnchorStrength.DefaultBase;

    public StrengthRule Rule { get; set; }

    public BlendForm Form { get; set; }

    /// <summary>Factor of the attention.</summary>
    [Range(0.001, 1000)]
    public double Factor { get; set; } = 2;

    public List<int> Layers { get; set; } = [];

    public List<int> Heads { get; set; } = [];
}
