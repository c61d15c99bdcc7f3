namespace SKReasoning;

/// <summary>One step of a turn with its signals.</summary>
/// <param name="FirstToken">Index of its first token in the turn.</param>
/// <param name="TokenCount">Number of tokens; at least 1.</param>
/// <param name="Kind">What its form says it is.</param>
/// <param name="Text">Text as written, without white space at its ends.</param>
/// <param name="MeanLogProbability">Mean of its tokens' log-probabilities; at most 0.</param>
/// <param name="WeakestLogProbability">The lowest log-probability of its tokens.</param>
/// <param name="MeanEntropy">Mean of its tokens' entropies, in nats.</param>
/// <param name="Influence">
/// Forward context influence (<see cref="ForwardInfluence"/>); null where attention was not read and where the influence is undefined, as at the last Δ steps; never 0 instead.
/// </param>
public sealed record ReasoningStep(
    int FirstToken,
    int TokenCount,
    StepKind Kind,
    string Text,
    double MeanLogProbability,
    double WeakestLogProbability,
    double MeanEntropy,
    double? Influence)
{
    /// <summary>Key of the closed steps so far in the properties of a streamed update; the value is an <c>IReadOnlyList&lt;ReasoningStep&gt;</c>.</summary>
    public const string MetadataKey = "skreasoning.steps";

    /// <summary>Whether all of it was written inside the model's thought tags.</summary>
    public bool IsThought { get; init; }

    /// <summary>Confidence in the step: the geometric mean of its tokens' probabilities.</summary>
    /// <value>0 to 1.</value>
    public double Confidence => Math.Exp(MeanLogProbability);
}
