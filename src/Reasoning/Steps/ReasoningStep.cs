using System.Text;

namespace SKReasoning;

/// <summary>One step of a turn with its signals.</summary>
/// <param name="FirstToken">Index of its first token in the turn.</param>
/// <param name="TokenCount">Number of tokens; at least 1.</param>
/// <param name="Kind">What its form says it is.</param>
/// <param name="Text">Text as written, without white space at its ends.</param>
/// <param name="MeanLogProbability">Mean of its tokens' log-probabilities; at most 0.</param>
/// <param name="WeakestLogProbability">The lowest log-probability of its tokens.</param>
/// <param name="MeanEntropy">Mean entropy of the distributions that its tokens were drawn from, in nats.</param>
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

    /// <summary>Sums up the tokens of one step.</summary>
    /// <param name="segmenter">Says where the step lies.</param>
    /// <param name="step">Index of the step.</param>
    /// <param name="tokens">All tokens that the segmenter has taken.</param>
    /// <param name="texts">Their texts, as the segmenter was given them.</param>
    /// <param name="influence">The step's influence, which its tokens do not tell.</param>
    /// <remarks>Cost: one pass over the step's tokens.</remarks>
    public static ReasoningStep Measure(StepSegmenter segmenter, int step, IReadOnlyList<TracedToken> tokens, IReadOnlyList<string> texts, double? influence = null)
    {
        ArgumentNullException.ThrowIfNull(segmenter);
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentNullException.ThrowIfNull(texts);
        var first = segmenter.FirstToken(step);
        var count = segmenter.TokenCount(step);
        var text = new StringBuilder();
        double sum = 0, entropy = 0, weakest = 0;
        for (var i = first; i < first + count; i++)
        {
            text.Append(texts[i]);
            sum += tokens[i].LogProbability;
            entropy += tokens[i].Entropy;
            weakest = Math.Min(weakest, tokens[i].LogProbability);
        }

        return new ReasoningStep(first, count, segmenter.Kind(step), text.ToString().Trim(), sum / count, weakest, entropy / count, influence);
    }
}
