namespace SKReasoning.Evaluation;

/// <summary>How far a run has come.</summary>
/// <param name="Done">Answers that are in the folder.</param>
/// <param name="Total">Answers that the run is to have.</param>
/// <param name="Last">The answer that was added last; null before the first.</param>
/// <param name="TimeLeft">Time that the rest takes at the pace so far; null before the first answer of this process.</param>
public readonly record struct RunProgress(int Done, int Total, ItemResult? Last, TimeSpan? TimeLeft);
