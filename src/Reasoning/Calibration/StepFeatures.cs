namespace SKReasoning;

/// <summary>The numbers of a step by which a wrong one can be found.</summary>
/// <remarks>length.log_tokens, logprob.mean, logprob.weakest, entropy.mean and influence.step, as those of <see cref="TraceFeatures"/> within the step.</remarks>
public static class StepFeatures
{
    /// <summary>Measures a step. Thread-safe; costs nothing.</summary>
    public static FeatureSet Of(ReasoningStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return new FeatureSet(
        [
            new(FeatureNames.Tokens, Math.Log(step.TokenCount)),
            new(FeatureNames.MeanLogProbability, step.MeanLogProbability),
            new(FeatureNames.WeakestLogProbability, step.WeakestLogProbability),
            new(FeatureNames.MeanEntropy, step.MeanEntropy),
            new(FeatureNames.StepInfluence, step.Influence),
        ]);
    }
}
