using System.Numerics.Tensors;

namespace SKReasoning.Cli.Inspect;

/// <summary>What the logits of a teacher-forced pass say of each position: the best next token, the probability of the one that came, and the entropy.</summary>
/// <remarks>Computed in double precision. Filled on the decode thread, in order of position; read when the pass has ended.</remarks>
internal sealed class LogitStatistics
{
    private readonly int[] _tokens;
    private readonly double[] _shifted;
    private readonly double[] _exponentials;

    /// <param name="tokens">The sequence.</param>
    /// <param name="vocabulary">Length of a row of logits.</param>
    /// <param name="keptRows">How many rows are kept whole, from the last position back.</param>
    public LogitStatistics(int[] tokens, int vocabulary, int keptRows)
    {
        _tokens = tokens;
        _shifted = new double[vocabulary];
        _exponentials = new double[vocabulary];
        Argmax = new int[tokens.Length];
        ArgmaxMargin = new double[tokens.Length];
        Entropy = new double[tokens.Length];
        LogProbabilityNext = new double[tokens.Length - 1];
        RankNext = new int[tokens.Length - 1];
        Rows = new float[Math.Min(keptRows, tokens.Length)][];
    }

    /// <summary>The token with the largest logit after each position.</summary>
    public int[] Argmax { get; }

    /// <summary>Its lead over the second largest.</summary>
    public double[] ArgmaxMargin { get; }

    /// <summary>Entropy of the distribution after each position, in nats.</summary>
    public double[] Entropy { get; }

    /// <summary>Natural logarithm of the probability of the token at position i + 1, given all before it.</summary>
    public double[] LogProbabilityNext { get; }

    /// <summary>Rank of that token after each position, 1 for the most probable: tokens of a larger logit, and itself.</summary>
    public int[] RankNext { get; }

    /// <summary>Raw logits of the last positions, in order.</summary>
    public float[][] Rows { get; }

    /// <summary>Position of the first kept row.</summary>
    public int FirstRow => _tokens.Length - Rows.Length;

    /// <summary>Takes the logits after a position, shape (vocabulary).</summary>
    public void Add(int position, ReadOnlySpan<float> logits)
    {
        var best = Math.Max(0, TensorPrimitives.IndexOfMax(logits));
        var max = logits[best];
        Argmax[position] = best;
        ArgmaxMargin[position] = logits.Length < 2 ? double.NaN : (double)max - SecondLargest(logits, best);
        TensorPrimitives.ConvertTruncating(logits, _shifted.AsSpan());
        TensorPrimitives.Subtract(_shifted, (double)max, _shifted);
        TensorPrimitives.Exp(_shifted, _exponentials);
        var sum = TensorPrimitives.Sum<double>(_exponentials);
        var logSum = Math.Log(sum);
        Entropy[position] = logSum - (WeightedShift() / sum);
        if (position < LogProbabilityNext.Length)
        {
            LogProbabilityNext[position] = _shifted[_tokens[position + 1]] - logSum;
            RankNext[position] = 1 + CountLarger(logits, logits[_tokens[position + 1]]);
        }

        if (position >= FirstRow)
        {
            Rows[position - FirstRow] = logits.ToArray();
        }
    }

    private static int CountLarger(ReadOnlySpan<float> logits, float bound)
    {
        var count = 0;
        foreach (var logit in logits)
        {
            count += logit > bound ? 1 : 0;
        }

        return count;
    }

    private static float SecondLargest(ReadOnlySpan<float> logits, int best)
    {
        var before = best == 0 ? float.NegativeInfinity : TensorPrimitives.Max(logits[..best]);
        return best + 1 == logits.Length ? before : Math.Max(before, TensorPrimitives.Max(logits[(best + 1)..]));
    }

    private double WeightedShift()
    {
        var sum = TensorPrimitives.Dot<double>(_exponentials, _shifted);
        if (!double.IsNaN(sum))
        {
            return sum;
        }

        // A logit of −∞ has probability 0 and adds nothing, but 0 · ∞ is no number.
        sum = 0;
        for (var i = 0; i < _shifted.Length; i++)
        {
            sum += _exponentials[i] == 0 ? 0 : _exponentials[i] * _shifted[i];
        }

        return sum;
    }
}
