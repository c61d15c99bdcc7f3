namespace SKReasoning.Benchmarks.Spectral;

/// <summary>Causal attention and hidden states as a trained layer has them, from a seed: a sink at token 0, near and far heads, a massive first token.</summary>
internal sealed class SyntheticLayer
{
    private readonly Random _random;
    private readonly float[][] _topics;
    private readonly float[] _rows;
    private readonly float[] _state;
    private readonly float[] _mixture = new float[8];
    private readonly int _heads;

    public SyntheticLayer(ModelShape shape, int tokens, int seed)
    {
        _random = new Random(seed);
        _heads = shape.Heads;
        _rows = new float[shape.Heads * tokens];
        _state = new float[shape.HiddenSize];
        _topics = [.. _mixture.Select(_ => Enumerable.Range(0, shape.HiddenSize).Select(_ => Gaussian()).ToArray())];
    }

    /// <summary>Attention of the next query; borrowed until the next call.</summary>
    public AttentionRows Rows(int query)
    {
        var keys = query + 1;
        for (var head = 0; head < _heads; head++)
        {
            var row = _rows.AsSpan(head * keys, keys);
            var reach = 4 << head;
            var sum = 0f;
            for (var key = 1; key < keys; key++)
            {
                row[key] = MathF.Exp((2 * _random.NextSingle()) - ((query - key) / (float)reach));
                sum += row[key];
            }

            // From a fifth of the attention to nine tenths goes to the sink.
            var sink = query == 0 ? 1 : 0.2f + (0.7f * head / _heads);
            for (var key = 1; key < keys; key++)
            {
                row[key] *= (1 - sink) / sum;
            }

            row[0] = sink;
        }

        return new AttentionRows(_rows.AsSpan(0, _heads * keys), _heads, keys, keys);
    }

    /// <summary>State of the next token: topics that drift from token to token, and noise.</summary>
    public ReadOnlySpan<float> State(int token)
    {
        for (var topic = 0; topic < _mixture.Length; topic++)
        {
            _mixture[topic] = (0.9f * _mixture[topic]) + (0.5f * Gaussian());
        }

        for (var i = 0; i < _state.Length; i++)
        {
            _state[i] = token == 0 ? 20 * _topics[0][i] : 0.7f * Gaussian();
            for (var topic = 0; topic < _mixture.Length; topic++)
            {
                _state[i] += _mixture[topic] * _topics[topic][i];
            }
        }

        return _state;
    }

    private float Gaussian() => (float)(Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble()));
}
