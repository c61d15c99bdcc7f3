using System.ComponentModel.DataAnnotations;

namespace SKReasoning.Cli.Eval;

/// <summary>Pruning of what distracts, before the answer that counts.</summary>
internal sealed class PruneArm
{
    public PruneRanking Ranking { get; set; }

    [Range(1, 64)]
    public int Candidates { get; set; } = 8;
}
