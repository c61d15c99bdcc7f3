using SKReasoning.LocalModel.Decoding;

namespace SKReasoning.Benchmarks.Spectral;

/// <summary>Writes a text from a seed at temperature 1, whatever the model thinks of its end.</summary>
internal sealed class SampledText : SequenceWork
{
    private readonly Random _random = new(1);

    // Gumbel's trick: the largest of the logits with such noise is a draw from their distribution.
    public override bool OnLogits(int position, ReadOnlySpan<float> logits, ReadOnlySpan<float> masked)
    {
        var (best, highest) = (-1, double.NegativeInfinity);
        for (var token = 0; token < logits.Length && position + 1 < Prompt.Count + MaxNewTokens; token++)
        {
            var value = logits[token] - Math.Log(-Math.Log(1 - _random.NextDouble()));
            (best, highest) = value > highest ? (token, value) : (best, highest);
        }

        return best >= 0 && Continue(best);
    }
}
