namespace SKReasoning;

/// <summary>One attempt at a turn.</summary>
/// <param name="Number">Number of the attempt, from 1.</param>
/// <param name="Branch">Where it left the first attempt, and why; null for the first one.</param>
/// <param name="Trace">How it was written.</param>
/// <param name="Verdict">What the validator said of it.</param>
public sealed record Attempt(int Number, BranchPoint? Branch, ReasoningTrace Trace, Verdict Verdict);
