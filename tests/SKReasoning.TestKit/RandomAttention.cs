namespace SKReasoning.TestKit;

/// <summary>Causal attention whose rows sum to 1, from a seed.</summary>
public static class RandomAttention
{
    /// <summary>Attention of shape (layers, heads, queries, keys); keys after the query are 0.</summary>
    public static float[][][][] Create(int layers, int heads, int tokens, int seed)
    {
        var random = new Random(seed);
        return Repeat(layers, () => Repeat(heads, () => Enumerable.Range(0, tokens).Select(query => Row(random, query, tokens)).ToArray()));
    }

    /// <summary>The rows of one query, of the matrices of all heads.</summary>
    public static AttentionRows Rows(float[][][] heads, int query)
    {
        var keys = query + 1;
        var rows = new float[heads.Length * keys];
        for (var head = 0; head < heads.Length; head++)
        {
            heads[head][query].AsSpan(0, keys).CopyTo(rows.AsSpan(head * keys));
        }

        return new AttentionRows(rows, heads.Length, keys, keys);
    }

    private static float[] Row(Random random, int query, int tokens)
    {
        var weights = Enumerable.Range(0, tokens).Select(key => key <= query ? Math.Exp(3 * random.NextDouble()) : 0).ToArray();
        var sum = weights.Sum();
        return [.. weights.Select(weight => (float)(weight / sum))];
    }

    private static T[] Repeat<T>(int count, Func<T> create) => [.. Enumerable.Range(0, count).Select(_ => create())];
}
