namespace SKReasoning.Filters;

/// <summary>Something that happened while a turn was written and judged.</summary>
public abstract record ReasoningEvent
{
    private ReasoningEvent(int attempt) => Attempt = attempt;

    /// <summary>Number of the attempt, from 1.</summary>
    public int Attempt { get; }

    /// <summary>Steps were closed.</summary>
    /// <param name="Number">Number of the attempt, from 1.</param>
    /// <param name="Steps">All closed steps of the attempt so far; the influence of earlier ones grows as later ones are written.</param>
    public sealed record StepsWritten(int Number, IReadOnlyList<ReasoningStep> Steps) : ReasoningEvent(Number);

    /// <summary>An attempt is whole and was judged.</summary>
    /// <param name="Judged">The attempt with its trace and verdict.</param>
    public sealed record AttemptJudged(Attempt Judged) : ReasoningEvent(Judged.Number);

    /// <summary>A rejected attempt is left for another one.</summary>
    /// <param name="Number">Number of the attempt that begins, from 2.</param>
    /// <param name="Point">Where it leaves the earlier attempt, and why.</param>
    public sealed record Branched(int Number, BranchPoint Point) : ReasoningEvent(Number);

    /// <summary>A rejected attempt is left, and the model is asked again.</summary>
    /// <param name="Number">Number of the attempt that begins, from 2.</param>
    /// <param name="Critique">What the model is told about the attempt before.</param>
    public sealed record Reasked(int Number, string Critique) : ReasoningEvent(Number);

    /// <summary>A rejected attempt is derived in another way.</summary>
    /// <param name="Number">Number of the attempt that begins, from 2.</param>
    /// <param name="View">How it differs.</param>
    public sealed record Derived(int Number, DerivationView View) : ReasoningEvent(Number);

    /// <summary>The turn is decided; tools that it calls run after this.</summary>
    /// <param name="Report">All attempts and the one that was kept.</param>
    public sealed record TurnConcluded(TurnReport Report) : ReasoningEvent(Report.Attempts[Report.Kept].Number);
}
