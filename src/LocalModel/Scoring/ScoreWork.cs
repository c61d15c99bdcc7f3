using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using SKReasoning.LocalModel.Decoding;
using SKReasoning.LocalModel.Sampling;

namespace SKReasoning.LocalModel.Scoring;

/// <summary>Reads an answer after a prompt, teacher-forced, and takes down how probable each of its tokens was.</summary>
internal sealed class ScoreWork : SequenceWork
{
    private readonly ImmutableArray<int> _answer;
    private readonly TracedToken[] _tokens;
    private readonly TokenDistribution _distribution;
    private readonly ImmutableArray<int> _endings;

    /// <param name="prompt">Tokens before the answer; at least one.</param>
    /// <param name="answer">Tokens of the answer; at least one.</param>
    /// <param name="endings">Tokens that count towards the answer's last one.</param>
    /// <param name="vocabulary">Number of tokens.</param>
    [SetsRequiredMembers]
    public ScoreWork(IReadOnlyList<int> prompt, ImmutableArray<int> answer, ImmutableArray<int> endings, int vocabulary)
    {
        _answer = answer;
        _endings = endings;
        _tokens = new TracedToken[answer.Length];
        _distribution = new TokenDistribution(vocabulary);
        // What follows the last token of the answer is not asked, so it need not be decoded.
        Prompt = [.. prompt, .. answer[..^1]];
        MaxNewTokens = 0;
        LogitsFrom = ObserveFrom = prompt.Count - 1;
    }

    /// <summary>The answer's tokens with their signals; whole when the work has ended.</summary>
    public IReadOnlyList<TracedToken> AnswerTokens => _tokens;

    public override bool OnLogits(int position, ReadOnlySpan<float> logits, ReadOnlySpan<float> masked)
    {
        var index = position - LogitsFrom;
        _distribution.Read(logits);
        var logProbability = _distribution.LogProbability(logits[_answer[index]]);
        if (index == _answer.Length - 1 && !_endings.IsEmpty)
        {
            var probability = Math.Exp(logProbability);
            foreach (var ending in _endings)
            {
                probability += Math.Exp(_distribution.LogProbability(logits[ending]));
            }

            // Where all of them are too improbable for a number, the token itself still has its logarithm.
            logProbability = Math.Max(logProbability, Math.Log(probability));
        }

        _tokens[index] = new TracedToken(_answer[index], (float)Math.Min(0, logProbability), (float)_distribution.Entropy);
        return false;
    }
}
