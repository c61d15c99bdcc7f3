using System.Collections.Immutable;

namespace SKReasoning;

/// <summary>How probable an answer is to a model after a conversation.</summary>
/// <param name="LogProbabilities">Natural logarithm of the probability of each token of the answer given those before, under the raw logits; at most 0.</param>
/// <param name="Attention">The answer's attention to each marked text, in order of the prompt; empty where it was not asked for, cannot be read, or a marked text is not in the prompt once.</param>
/// <remarks>A prefix that was in the cache rounds logits differently in the last digits: differences of two scores below about 1e-3 say nothing.</remarks>
public sealed record AnswerScore(ImmutableArray<float> LogProbabilities, ImmutableArray<TextAttention> Attention)
{
    /// <summary>Key of the score in the properties of the response's message.</summary>
    public const string MetadataKey = "skreasoning.score";

    /// <summary>The answer's tokens with their texts, in order; empty from a model that tells their log-probabilities only.</summary>
    public ImmutableArray<ScoredToken> Tokens { get; init; } = [];

    /// <summary>Logarithm of the probability of the whole answer.</summary>
    public double Sum => LogProbabilities.Sum(value => (double)value);

    /// <summary>Mean over the tokens, in nats.</summary>
    public double Mean => Sum / LogProbabilities.Length;

    /// <summary>The answer as a turn that the model might have written: parted into steps, for all that judges turns.</summary>
    /// <returns>A trace without attention; empty where <see cref="Tokens"/> is.</returns>
    public ReasoningTrace ToTrace()
    {
        var recorder = new StepRecorder();
        foreach (var token in Tokens)
        {
            recorder.Add(new TracedToken(token.Id, token.LogProbability, token.Entropy), token.Text);
        }

        recorder.End();
        var steps = Enumerable.Range(0, recorder.Count).Select(step => recorder.Step(step));
        return new ReasoningTrace(recorder.Tokens(), ForcedTokens: 0, [.. steps], Attention: null, new InfluenceOptions(), []);
    }
}
