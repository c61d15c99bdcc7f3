namespace SKReasoning.Tests.Spectral;

/// <summary>Attention and hidden states of one layer, (heads, queries, keys) and (tokens, hidden size).</summary>
internal sealed record CausalAttention(float[][][] Weights, float[][] States)
{
    public int Tokens => States.Length;

    public int HiddenSize => States[0].Length;

    /// <summary>Softmax of random logits over the keys that a query may see.</summary>
    public static CausalAttention Random(int seed, int heads, int tokens, int hiddenSize)
    {
        var random = new Random(seed);
        return new CausalAttention(
            Filled(heads, _ => Filled(tokens, query => Row(random, query, tokens))),
            Filled(tokens, _ => Filled(hiddenSize, _ => (2 * random.NextSingle()) - 1)));
    }

    /// <summary>The same with half of the attention on token 0, and with less of the rest the farther away a key lies.</summary>
    public static CausalAttention WithSink(int seed, int heads, int tokens, int hiddenSize)
    {
        var random = Random(seed, heads, tokens, hiddenSize);
        foreach (var (head, rows) in random.Weights.Index())
        {
            foreach (var (query, row) in rows.Index().Skip(1))
            {
                row[0] = 0;
                for (var key = 1; key <= query; key++)
                {
                    row[key] *= MathF.Exp((key - query) / (8f * (1 << (2 * head))));
                }

                var sum = row.Sum();
                for (var key = 1; key <= query; key++)
                {
                    row[key] /= 2 * sum;
                }

                row[0] = 0.5f;
            }
        }

        return random;
    }

    /// <summary>Each query puts all its attention on the key that <paramref name="target"/> names.</summary>
    public static CausalAttention Pointing(Func<int, int> target, float[][] states)
    {
        var keys = Enumerable.Range(0, states.Length).ToArray();
        return new CausalAttention([[.. keys.Select(query => keys.Select(key => key == target(query) ? 1f : 0f).ToArray())]], states);
    }

    public AttentionGraph ToGraph(int firstToken = 0)
    {
        var graph = new AttentionGraph(layer: 0, HiddenSize, firstToken);
        Feed(graph, firstToken, Tokens);
        return graph;
    }

    /// <summary>Gives tokens <paramref name="first"/> to <paramref name="end"/> − 1 to the graph, one at a time.</summary>
    public void Feed(AttentionGraph graph, int first, int end)
    {
        for (var token = first; token < end; token++)
        {
            AddRow(graph, token);
            graph.AddHiddenState(token, States[token]);
        }
    }

    public void AddRow(AttentionGraph graph, int query)
    {
        var keys = query + 1;
        var weights = Weights.SelectMany(head => head[query][..keys]).ToArray();
        graph.AddRow(query, new AttentionRows(weights, Weights.Length, keys, keys));
    }

    private static T[] Filled<T>(int count, Func<int, T> value) => [.. Enumerable.Range(0, count).Select(value)];

    private static float[] Row(Random random, int query, int tokens)
    {
        var row = new float[tokens];
        for (var key = 0; key <= query; key++)
        {
            row[key] = MathF.Exp(3 * random.NextSingle());
        }

        var sum = row.Sum();
        return [.. row.Select(weight => weight / sum)];
    }
}
