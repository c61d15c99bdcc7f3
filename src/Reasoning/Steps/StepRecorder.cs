using System.Collections.Immutable;
using System.Text;

namespace SKReasoning;

/// <summary>Parts the tokens of a turn into steps as they come, and sums up what their distributions say.</summary>
/// <remarks>Steps are those of <see cref="StepSegmenter"/>. Not thread-safe.</remarks>
public sealed class StepRecorder
{
    private readonly ImmutableArray<TracedToken>.Builder _tokens = ImmutableArray.CreateBuilder<TracedToken>();
    private readonly List<string> _texts = [];
    private readonly List<bool> _thoughts = [];
    private readonly StepSegmenter _segmenter = new();

    /// <summary>Number of steps so far.</summary>
    public int Count => _segmenter.Count;

    /// <summary>Number of tokens so far.</summary>
    public int TokenCount => _tokens.Count;

    /// <summary>Whether the last step may still be taken back.</summary>
    public bool IsProvisional => _segmenter.IsProvisional;

    /// <summary>Takes the next token.</summary>
    /// <param name="token">The token.</param>
    /// <param name="text">Text that it completes; empty for a part of a character.</param>
    /// <param name="phase">Where it stands in respect of a tool call.</param>
    /// <param name="isThought">Whether the text goes on inside the model's thought tags after it.</param>
    public StepBoundary Add(TracedToken token, string text, CallPhase phase = CallPhase.Outside, bool isThought = false)
    {
        var boundary = _segmenter.Add(text, phase);
        _tokens.Add(token);
        _texts.Add(text);
        _thoughts.Add(isThought);
        return boundary;
    }

    /// <summary>Says that the turn has ended.</summary>
    public StepBoundary End() => _segmenter.End();

    /// <summary>All tokens so far. Cost: a copy.</summary>
    public ImmutableArray<TracedToken> Tokens() => _tokens.ToImmutable();

    /// <summary>A step with its signals. Cost: one pass over its tokens.</summary>
    /// <param name="step">Index of the step.</param>
    /// <param name="influence">Its influence; null where attention was not read.</param>
    public ReasoningStep Step(int step, double? influence = null)
    {
        var first = _segmenter.FirstToken(step);
        var count = _segmenter.TokenCount(step);
        var text = new StringBuilder();
        double sum = 0, entropy = 0, weakest = 0;
        for (var i = first; i < first + count; i++)
        {
            text.Append(_texts[i]);
            sum += _tokens[i].LogProbability;
            entropy += _tokens[i].Entropy;
            weakest = Math.Min(weakest, _tokens[i].LogProbability);
        }

        return new ReasoningStep(first, count, _segmenter.Kind(step), text.ToString().Trim(), sum / count, weakest, entropy / count, influence)
        {
            IsThought = _thoughts[first + count - 1],
        };
    }
}
