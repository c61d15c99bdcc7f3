namespace SKReasoning.Filters;

/// <summary>Something that happened while a turn was written and judged.</summary>
/// <param name="Attempt">Number of the attempt, from 1.</param>
public abstract record ReasoningEvent(int Attempt)
{
    /// <summary>Steps were closed.</summary>
    /// <param name="Attempt">Number of the attempt, from 1.</param>
    /// <param name="Steps">All closed steps of the attempt so far; the influence of earlier ones grows as later ones are written.</param>
    public sealed record StepsWritten(int Attempt, IReadOnlyList<ReasoningStep> Steps) : ReasoningEvent(Attempt);

    /// <summary>An attempt is whole and was judged.</summary>
    /// <param name="Judged">The attempt with its trace and verdict.</param>
    public sealed record AttemptJudged(Attempt Judged) : ReasoningEvent(Judged.Number);

    /// <summary>A rejected attempt is left for another one.</summary>
    /// <param name="Attempt">Number of the attempt that begins, from 2.</param>
    /// <param name="Point">Where it leaves the earlier attempt, and why.</param>
    public sealed record Branched(int Attempt, BranchPoint Point) : ReasoningEvent(Attempt);

    /// <summary>The turn is decided; tools that it calls run after this.</summary>
    /// <param name="Report">All attempts and the one that was kept.</param>
    public sealed record TurnConcluded(TurnReport Report) : ReasoningEvent(Report.Attempts[Report.Kept].Number);
}
