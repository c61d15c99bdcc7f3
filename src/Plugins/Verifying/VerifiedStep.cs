namespace SKReasoning.Plugins;

/// <summary>One step of a text that was read.</summary>
/// <param name="Step">The step with its signals.</param>
/// <param name="WeakestToken">Its token of lowest log-probability, the first of equals.</param>
/// <param name="Verdict">What the validator says of the step alone.</param>
public sealed record VerifiedStep(ReasoningStep Step, ScoredToken WeakestToken, Verdict Verdict)
{
    /// <summary>Whether the validator did not accept the step.</summary>
    public bool IsDoubtful => !Verdict.Accepted;
}
