namespace SKReasoning.TestKit.RandomModels;

/// <summary>A tensor before it has data.</summary>
/// <param name="Name">Name in the file.</param>
/// <param name="Shape">Elements of each dimension, the fastest first.</param>
/// <param name="Deviation">Standard deviation of a matrix's weights; 0 for the factors of a norm.</param>
internal sealed record RandomTensor(string Name, int[] Shape, double Deviation)
{
    /// <summary>Elements of all dimensions.</summary>
    public long Elements => Shape.Aggregate(1L, (product, size) => product * size);

    public bool IsNorm => Shape.Length == 1;

    /// <summary>The tensors of a model, in the order of their data.</summary>
    public static IReadOnlyList<RandomTensor> AllOf(RandomModelShape shape)
    {
        var width = shape.Width;
        return
        [
            new("token_embd.weight", [width, shape.Vocabulary], 1),
            new("output_norm.weight", [width], 0),
            new("output.weight", [width, shape.Vocabulary], 2 / Math.Sqrt(width)),
            .. Enumerable.Range(0, shape.Layers).SelectMany(layer => Block(shape, $"blk.{layer}.")),
        ];
    }

    private static IEnumerable<RandomTensor> Block(RandomModelShape shape, string prefix)
    {
        var (width, inner) = (shape.Width, shape.FeedForward);
        var shared = width / shape.Heads * shape.KeyValueHeads;
        var keeping = 1 / Math.Sqrt(width);
        // Queries and keys a little larger than what keeps a state's size: their scores have a deviation of 1.5.
        var scoring = Math.Sqrt(1.5 / width);
        yield return new(prefix + "attn_norm.weight", [width], 0);
        yield return new(prefix + "attn_q.weight", [width, width], scoring);
        yield return new(prefix + "attn_k.weight", [width, shared], scoring);
        yield return new(prefix + "attn_v.weight", [width, shared], keeping);
        yield return new(prefix + "attn_output.weight", [width, width], keeping);
        yield return new(prefix + "ffn_norm.weight", [width], 0);
        yield return new(prefix + "ffn_gate.weight", [width, inner], keeping);
        yield return new(prefix + "ffn_up.weight", [width, inner], keeping);
        yield return new(prefix + "ffn_down.weight", [inner, width], 1 / Math.Sqrt(inner));
    }
}
