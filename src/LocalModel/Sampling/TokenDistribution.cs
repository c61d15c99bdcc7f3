using System.Collections.Immutable;
using System.Numerics.Tensors;

namespace SKReasoning.LocalModel.Sampling;

/// <summary>The softmax of one row of raw logits: log-probabilities and entropy. Owns its scratch memory; not thread-safe.</summary>
internal sealed class TokenDistribution(int vocabulary)
{
    /// <summary>Tokens less probable than this share of the most probable one are not asked about by <see cref="Restrict"/>.</summary>
    private const float Negligible = 1e-4f;

    private readonly float[] _shifted = new float[vocabulary];
    private readonly float[] _exponentials = new float[vocabulary];
    private float _max;
    private double _logSum;

    /// <summary>Entropy in nats.</summary>
    public double Entropy { get; private set; }

    /// <summary>Takes the next row of logits, shape (vocabulary). Cost: three passes.</summary>
    public void Read(ReadOnlySpan<float> logits)
    {
        _max = TensorPrimitives.Max(logits);
        TensorPrimitives.Subtract(logits, _max, _shifted);
        TensorPrimitives.Exp(_shifted, _exponentials);
        double sum = TensorPrimitives.Sum<float>(_exponentials);
        _logSum = Math.Log(sum);

        // H = ln Z − Σ p x over the shifted logits x. A logit of −∞ has p = 0 and adds nothing, but 0 · ∞ is no number.
        double weighted = TensorPrimitives.Dot<float>(_exponentials, _shifted);
        Entropy = Math.Max(0, _logSum - (double.IsNaN(weighted) ? FiniteDot() : weighted) / sum);
    }

    /// <summary>Natural logarithm of the probability of a token, whose logit the caller has at hand.</summary>
    public double LogProbability(float logit) => logit - _max - _logSum;

    /// <summary>Leaves out the tokens that a rule forbids: what a model is made to write says nothing of how sure it is.</summary>
    /// <param name="permits">The rule.</param>
    /// <param name="drawn">The token that was drawn under it.</param>
    /// <remarks>Cost: the rule is asked about the probable tokens only, a few as a rule.</remarks>
    public void Restrict(Predicate<int> permits, int drawn)
    {
        var most = TensorPrimitives.Max<float>(_exponentials);
        double sum = 0, weighted = 0;
        for (var token = 0; token < _exponentials.Length; token++)
        {
            var weight = (double)_exponentials[token];
            if (token == drawn || (weight >= Negligible * most && permits(token)))
            {
                sum += weight;
                weighted += weight > 0 ? weight * _shifted[token] : 0;
            }
            else
            {
                _exponentials[token] = 0;
            }
        }

        if (sum > 0)
        {
            _logSum = Math.Log(sum);
            Entropy = Math.Max(0, _logSum - (weighted / sum));
        }
    }

    /// <summary>The most probable tokens, most probable first, of equals the lower id; fewer where fewer are possible, or a rule leaves fewer.</summary>
    /// <remarks>Cost: one pass over the vocabulary.</remarks>
    public ImmutableArray<RankedToken> Top(int count)
    {
        count = Math.Min(count, _exponentials.Length);
        var best = new List<int>(count + 1);
        for (var token = 0; token < _exponentials.Length; token++)
        {
            var weight = _exponentials[token];
            if (weight <= 0 || (best.Count == count && weight <= _exponentials[best[^1]]))
            {
                continue;
            }

            var place = best.Count;
            while (place > 0 && _exponentials[best[place - 1]] < weight)
            {
                place--;
            }

            best.Insert(place, token);
            if (best.Count > count)
            {
                best.RemoveAt(count);
            }
        }

        return [.. best.Select(token => new RankedToken(token, (float)(_shifted[token] - _logSum)))];
    }

    private double FiniteDot()
    {
        var sum = 0.0;
        for (var i = 0; i < _shifted.Length; i++)
        {
            sum += _exponentials[i] > 0 ? (double)_exponentials[i] * _shifted[i] : 0;
        }

        return sum;
    }
}
