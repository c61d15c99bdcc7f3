using System.Numerics.Tensors;

namespace SKReasoning.LocalModel.Sampling;

/// <summary>Draws tokens from rows of logits. Not thread-safe; one for each turn.</summary>
/// <remarks>
/// A token is drawn first and checked against the caller's rule then: a rule such as a grammar is costly for a whole vocabulary and
/// seldom objects. Equal options, logits and rules give equal tokens.
/// </remarks>
internal sealed class TokenSampler
{
    /// <summary>Draws that a rule may refuse before it is asked about every token.</summary>
    private const int PatientDraws = 16;

    /// <summary>Logits that one step of the search for the most probable tokens goes down.</summary>
    private const float SearchStep = 8;

    private readonly SamplingOptions _options;
    private readonly Random _random;
    private readonly Dictionary<int, int> _counts = [];
    private readonly float[] _scores;
    private readonly List<int> _candidates = [];
    private float[] _weights = [];

    /// <param name="options">Validated options.</param>
    /// <param name="vocabulary">Number of tokens.</param>
    public TokenSampler(SamplingOptions options, int vocabulary)
    {
        _options = options;
        _random = new Random(options.Seed);
        _scores = new float[vocabulary];
    }

    /// <summary>Notes a token of the turn, for the penalties.</summary>
    public void Accept(int token) => _counts[token] = _counts.GetValueOrDefault(token) + 1;

    /// <summary>Draws a token.</summary>
    /// <param name="logits">Raw logits, shape (vocabulary).</param>
    /// <param name="permits">Rule that the token must satisfy; null for none.</param>
    /// <param name="restrict">The same rule for all tokens at once: sets the scores of those that it forbids to −∞. Null where each must be asked about.</param>
    /// <returns>The token; −1 where the rule permits none.</returns>
    public int Draw(ReadOnlySpan<float> logits, Predicate<int>? permits, Action<Span<float>>? restrict = null)
    {
        logits.CopyTo(_scores);
        Penalise();
        for (var draw = 0; draw < PatientDraws; draw++)
        {
            var token = DrawOne();
            if (token < 0 || permits is null || permits(token))
            {
                return token;
            }

            _scores[token] = float.NegativeInfinity;
        }

        if (restrict is not null)
        {
            restrict(_scores);
        }
        else
        {
            AskAboutEach(permits!);
        }

        return DrawOne();
    }

    private void AskAboutEach(Predicate<int> permits)
    {
        for (var token = 0; token < _scores.Length; token++)
        {
            if (!float.IsNegativeInfinity(_scores[token]) && !permits(token))
            {
                _scores[token] = float.NegativeInfinity;
            }
        }
    }

    private void Penalise()
    {
        if (!_options.HasPenalties)
        {
            return;
        }

        foreach (var (token, count) in _counts)
        {
            var score = _scores[token];
            score = score > 0 ? score / (float)_options.RepetitionPenalty : score * (float)_options.RepetitionPenalty;
            _scores[token] = score - (float)((count * _options.FrequencyPenalty) + _options.PresencePenalty);
        }
    }

    private int DrawOne()
    {
        var best = TensorPrimitives.IndexOfMax<float>(_scores);
        if (float.IsNegativeInfinity(_scores[best]) || float.IsNaN(_scores[best]))
        {
            return -1;
        }

        if (_options.Temperature == 0)
        {
            return best;
        }

        if (_options is { TopK: 0, TopP: >= 1, MinP: 0 })
        {
            return DrawFromAll(_scores[best]);
        }

        Select(_scores[best]);
        return DrawCandidate(_scores[best]);
    }

    private int DrawFromAll(float max)
    {
        var weights = Weights(_scores.Length);
        TensorPrimitives.Subtract(_scores, max, weights);
        TensorPrimitives.Divide(weights, (float)_options.Temperature, weights);
        TensorPrimitives.Exp(weights, weights);
        return Pick(weights);
    }

    // Keeps the candidates that min-p, top-k and top-p leave, in descending order where the order matters.
    private void Select(float max)
    {
        var floor = _options.MinP > 0 ? max + (float)Math.Log(_options.MinP) : float.NegativeInfinity;
        if (_options.TopK == 0 && _options.TopP >= 1)
        {
            Collect(floor);
            return;
        }

        var total = _options.TopP < 1 ? Mass(max) : 0;
        var depth = SearchStep;
        do
        {
            Collect(Math.Max(floor, max - depth));
            depth *= 2;
        }
        while (depth < 4096 && max - (depth / 2) > floor && !IsEnough(max, total));

        _candidates.Sort((a, b) => _scores[b] != _scores[a] ? _scores[b].CompareTo(_scores[a]) : a.CompareTo(b));
        Cut(max, total);
    }

    private void Collect(float floor)
    {
        _candidates.Clear();
        for (var token = 0; token < _scores.Length; token++)
        {
            if (_scores[token] >= floor && !float.IsNegativeInfinity(_scores[token]))
            {
                _candidates.Add(token);
            }
        }
    }

    private bool IsEnough(float max, double total)
        => (_options.TopK > 0 && _candidates.Count >= _options.TopK)
            || (_options.TopP < 1 && _candidates.Sum(token => Math.Exp(_scores[token] - max)) >= _options.TopP * total);

    private void Cut(float max, double total)
    {
        if (_options.TopK > 0 && _candidates.Count > _options.TopK)
        {
            _candidates.RemoveRange(_options.TopK, _candidates.Count - _options.TopK);
            total = _candidates.Sum(token => Math.Exp(_scores[token] - max));
        }

        if (_options.TopP >= 1)
        {
            return;
        }

        var mass = 0.0;
        for (var i = 0; i < _candidates.Count; i++)
        {
            mass += Math.Exp(_scores[_candidates[i]] - max);
            if (mass >= _options.TopP * total)
            {
                _candidates.RemoveRange(i + 1, _candidates.Count - i - 1);
                return;
            }
        }
    }

    private double Mass(float max)
    {
        var mass = 0.0;
        foreach (var score in _scores)
        {
            mass += Math.Exp(score - max);
        }

        return mass;
    }

    private int DrawCandidate(float max)
    {
        var weights = Weights(_candidates.Count);
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = (float)Math.Exp((_scores[_candidates[i]] - max) / _options.Temperature);
        }

        return _candidates[Pick(weights)];
    }

    private Span<float> Weights(int count)
    {
        if (_weights.Length < count)
        {
            _weights = new float[count];
        }

        return _weights.AsSpan(0, count);
    }

    private int Pick(ReadOnlySpan<float> weights)
    {
        var point = _random.NextDouble() * TensorPrimitives.Sum(weights);
        var last = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            point -= weights[i];
            if (point < 0)
            {
                return i;
            }

            // Rounding may leave a rest at the end: the last token that can be drawn takes it, not one that cannot.
            last = weights[i] > 0 ? i : last;
        }

        return last;
    }
}
