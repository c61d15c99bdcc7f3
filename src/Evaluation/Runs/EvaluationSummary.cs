using System.Collections.Immutable;

namespace SKReasoning.Evaluation;

/// <summary>What a run found: every arm alone, and compared with the baseline on the same items.</summary>
/// <param name="Model">The model.</param>
/// <param name="Seed">Seed of the run.</param>
/// <param name="Tasks">Describes the items.</param>
/// <param name="Items">Items that every arm has answered: others are not counted.</param>
/// <param name="Arms">The arms, in the order of the run.</param>
/// <param name="Comparisons">The arms beside the baseline.</param>
/// <param name="Signals">How well signals of single attempts tell right answers from wrong ones.</param>
public sealed record EvaluationSummary(
    ModelIdentity Model,
    int Seed,
    string Tasks,
    int Items,
    ImmutableArray<ArmSummary> Arms,
    ImmutableArray<ArmComparison> Comparisons,
    ImmutableArray<SignalSummary> Signals)
{
    /// <summary>What kind of document this is.</summary>
    public string Kind { get; init; } = "evaluation";

    /// <summary>Version of the document's form.</summary>
    public int Version { get; init; } = RunHeader.CurrentVersion;

    /// <summary>The command that made the run; null where it is not known.</summary>
    public string? Command { get; init; }

    /// <summary>Comparisons with the same arms of an earlier run on the same items; empty where there is none.</summary>
    public ImmutableArray<ArmComparison> Against { get; init; } = [];
}
