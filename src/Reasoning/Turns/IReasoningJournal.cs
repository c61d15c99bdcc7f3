namespace SKReasoning;

/// <summary>Keeps the reports of turns by id: messages carry the id only, so that histories stay small and can be serialised.</summary>
/// <remarks>Implementations are thread-safe and bounded: the oldest reports go when a new one does not fit.</remarks>
public interface IReasoningJournal
{
    /// <summary>The report written last; null where there is none.</summary>
    TurnReport? Latest { get; }

    /// <summary>The report with an id; null where it is not, or no longer, in the journal.</summary>
    TurnReport? Find(string id);

    /// <summary>The reports that are in the journal when this is called, the last one first; read one by one as they are asked for, so that the first few are cheap.</summary>
    IEnumerable<TurnReport> NewestFirst();

    /// <summary>Adds a report, or replaces the one with the same id; when this returns the report can be found.</summary>
    void Write(TurnReport report);
}
