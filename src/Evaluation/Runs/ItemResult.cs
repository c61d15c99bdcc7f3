namespace SKReasoning.Evaluation;

/// <summary>A line of the results of a run.</summary>
/// <param name="Arm">Name of the arm.</param>
/// <param name="Item">Id of the item.</param>
/// <param name="Difficulty">Difficulty of the item; null where it has none.</param>
/// <param name="Seconds">Time that the answer took; of parallel answers each counts its own.</param>
/// <param name="Outcome">How the item was answered; null where the arm failed.</param>
public sealed record ItemResult(string Arm, string Item, int? Difficulty, double Seconds, ItemOutcome? Outcome)
{
    /// <summary>Why the arm failed; null where it did not. A failed item counts as wrong.</summary>
    public string? Error { get; init; }

    /// <summary>Whether the item was answered right.</summary>
    public bool IsRight => Outcome is { IsRight: true };
}
