using System.Collections.Immutable;

namespace SKReasoning;

/// <summary>What of a request was, or could have been, left out, and why.</summary>
/// <param name="Id">Identifies the report in its <see cref="PruneJournal"/>.</param>
/// <param name="Units">A finding for every unit of the texts that were examined, in order.</param>
/// <param name="Action">What is done with units that passed.</param>
/// <param name="Cost">What it cost.</param>
public sealed record PruneReport(string Id, ImmutableArray<UnitFinding> Units, PruneAction Action, PruneCost Cost)
{
    /// <summary>Key of the report's id in the properties of a message or an update; the value is a string.</summary>
    public const string MetadataKey = "skreasoning.prune";

    /// <summary>Value of the model's answer to the whole request, which all trials were compared with; null where none was written.</summary>
    public string? Reference { get; init; }

    /// <summary>Value of the answer without the units that passed; null where none did.</summary>
    public string? ReferenceWithout { get; init; }

    /// <summary>Why the examination ended before every candidate was tried, in one sentence; null where it did not.</summary>
    public string? Note { get; init; }

    /// <summary>The units that passed all checks.</summary>
    public IEnumerable<UnitFinding> Droppable => Units.Where(unit => unit.Decision == PruneDecision.Droppable);

    /// <summary>Whether the request to the model was changed.</summary>
    public bool IsApplied => Action == PruneAction.Drop && Droppable.Any();
}
