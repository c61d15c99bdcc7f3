namespace SKReasoning.TestKit.RandomModels;

/// <summary>Size of a random model of the architecture <c>llama</c>.</summary>
/// <param name="Layers">Blocks.</param>
/// <param name="Width">Elements of a hidden state; a multiple of 32 and of <paramref name="Heads"/>.</param>
/// <param name="Heads">Query heads.</param>
/// <param name="KeyValueHeads">Heads of keys and values; divides <paramref name="Heads"/>.</param>
/// <param name="FeedForward">Elements of a feed-forward layer; a multiple of 32.</param>
/// <param name="Vocabulary">Tokens; at least 263.</param>
/// <param name="Format">Number format of the matrices.</param>
public sealed record RandomModelShape(int Layers, int Width, int Heads, int KeyValueHeads, int FeedForward, int Vocabulary, WeightFormat Format)
{
    /// <summary>7 million weights, 15 MB: for tests.</summary>
    public static RandomModelShape Tiny { get; } = new(8, 256, 8, 2, 704, 2000, WeightFormat.F16);

    /// <summary>The shape of a model of one billion weights, 2.2 GB.</summary>
    public static RandomModelShape OneBillion { get; } = new(16, 2048, 32, 8, 8192, 32000, WeightFormat.F16);

    /// <summary>The shape of a model of eight billion weights, 7.7 GB.</summary>
    public static RandomModelShape EightBillion { get; } = new(32, 4096, 32, 8, 14336, 32000, WeightFormat.Q8);
}
