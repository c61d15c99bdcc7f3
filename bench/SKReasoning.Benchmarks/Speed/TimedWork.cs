using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using SKReasoning.LocalModel.Decoding;
using SKReasoning.LocalModel.Steering;

namespace SKReasoning.Benchmarks.Speed;

/// <summary>Decodes given tokens one by one, as if each had been drawn, and times them.</summary>
internal sealed class TimedWork : SequenceWork
{
    private readonly int[] _tokens;
    private readonly int _warmUp;
    private readonly float[] _blended;
    private long _start;
    private long _end;
    private int _timed;

    /// <param name="tokens">Prompt and what follows.</param>
    /// <param name="promptTokens">Tokens of the prompt.</param>
    /// <param name="warmUp">Tokens after the prompt that are not timed.</param>
    /// <param name="vocabulary">Tokens of the vocabulary, where a masked sequence is to be blended; else 0.</param>
    [SetsRequiredMembers]
    public TimedWork(int[] tokens, int promptTokens, int warmUp, int vocabulary = 0)
    {
        (_tokens, _warmUp, _blended) = (tokens, warmUp, new float[vocabulary]);
        Prompt = tokens[..promptTokens];
        MaxNewTokens = tokens.Length - promptTokens;
        ObserveFrom = promptTokens;
        if (vocabulary > 0)
        {
            Masked = [.. Prompt];
            for (var i = promptTokens / 4; i < promptTokens / 2; i++)
            {
                Masked[i] = tokens[0];
            }
        }
    }

    /// <summary>How attention is steered; null for not at all.</summary>
    public AttentionBias? Bias { get; init; }

    /// <summary>Called before a token is decoded.</summary>
    public Action<int>? OnToken { get; init; }

    /// <summary>Mean time of a token after the warm-up, in microseconds.</summary>
    public double MicrosecondsPerToken => Stopwatch.GetElapsedTime(_start, _end).TotalMicroseconds / _timed;

    public override bool OnLogits(int position, ReadOnlySpan<float> logits, ReadOnlySpan<float> masked)
    {
        if (!masked.IsEmpty)
        {
            AnchorBlend.Mix(logits, masked, AnchorStrength.DefaultBase, BlendForm.Plain, _blended);
        }

        var written = position + 1 - Prompt.Count;
        if (written == _warmUp)
        {
            _start = Stopwatch.GetTimestamp();
        }
        else if (written > _warmUp)
        {
            _end = Stopwatch.GetTimestamp();
            _timed++;
        }

        if (position + 1 == _tokens.Length)
        {
            return false;
        }

        OnToken?.Invoke(position + 1);
        Masked?.Add(_tokens[position + 1]);
        return Continue(_tokens[position + 1]);
    }

    public override AttentionBias? BiasOf(int position) => Bias;
}
