using System.ComponentModel.DataAnnotations;
using SKReasoning.Filters;

namespace SKReasoning.Cli.Eval;

/// <summary>An arm as its file tells it. All parts may be combined, save several samples with a retry.</summary>
internal sealed class ArmSettings
{
    /// <summary>What the arm does, in the words of whoever wrote it.</summary>
    public string? Description { get; set; }

    /// <summary>System prompt in the place of the item's; <see cref="Style"/> gives one too.</summary>
    public string? System { get; set; }

    public ArmStyle Style { get; set; }

    /// <summary>0 decodes greedily.</summary>
    [Range(0d, 4d)]
    public double Temperature { get; set; }

    [Range(0.01, 1)]
    public double? TopP { get; set; }

    [Range(1, 1_000_000)]
    public int? TopK { get; set; }

    /// <summary>Most tokens that the arm writes for an item; it stops before a sample or retry that begins beyond it.</summary>
    [Range(1, int.MaxValue)]
    public int? Budget { get; set; }

    /// <summary>Answers that are drawn, of which one is picked.</summary>
    [Range(1, 256)]
    public int Samples { get; set; } = 1;

    public Pick Pick { get; set; }

    public RetryArm? Retry { get; set; }

    public CorroborateArm? Corroborate { get; set; }

    public AnchorArm? Anchor { get; set; }

    public PruneArm? Prune { get; set; }
}

/// <summary>How the model is told to reason.</summary>
internal enum ArmStyle
{
    /// <summary>As the item says.</summary>
    Item,

    /// <summary>Plans and reasons, in the words of the built-in model's training.</summary>
    Plan,
}

/// <summary>Which of several samples is the answer.</summary>
internal enum Pick
{
    /// <summary>The one of highest mean log-probability.</summary>
    Likelihood,

    /// <summary>The answer that most samples give, the first of equals.</summary>
    Majority,
}

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
}

/// <summary>A verdict, and further derivations of a rejected answer that are to agree.</summary>
internal sealed class CorroborateArm
{
    [Range(1, 64)]
    public int Times { get; set; } = 6;

    [Range(-1000d, 0d)]
    public double? Threshold { get; set; }

    public bool Reorders { get; set; } = true;

    [Range(0.01, 64)]
    public double Lead { get; set; } = 1;

    [Range(0.01, 4)]
    public double Temperature { get; set; } = 1;
}

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

/// <summary>Pruning of what distracts, before the answer that counts.</summary>
internal sealed class PruneArm
{
    public PruneRanking Ranking { get; set; }

    [Range(1, 64)]
    public int Candidates { get; set; } = 8;
}
