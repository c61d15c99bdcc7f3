namespace SKReasoning.TestKit.RandomModels;

/// <summary>Writes GGUF files that load, read, chat and cost what a trained model of their shape costs; what they say means nothing.</summary>
/// <remarks>
/// Bytes are tokens and no merges are known, so a text has a token a byte. Weights keep hidden states, attention scores and logits at the
/// size that they have in trained models: attention is neither flat nor all on one token.
/// </remarks>
public static class RandomModelFile
{
    /// <summary>Tokens of a conversation.</summary>
    public const int ContextLength = 16384;

    /// <summary>Writes a file; one that is there is replaced.</summary>
    /// <param name="path">The file.</param>
    /// <param name="shape">Size of the model.</param>
    /// <param name="seed">Decides every weight.</param>
    /// <remarks>As fast as the disk: the data of matrices is cut out of a block of a few MB.</remarks>
    public static void Write(string path, RandomModelShape shape, int seed)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(shape);
        var random = new Random(seed);
        var weights = new RandomWeights(shape.Format, random);
        var tensors = RandomTensor.AllOf(shape);
        var header = Header(shape, seed);
        foreach (var tensor in tensors)
        {
            header.AddTensor(tensor.Name, tensor.Shape, weights.TypeOf(tensor), weights.BytesOf(tensor));
        }

        using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0 });
        header.WriteTo(file);
        foreach (var tensor in tensors)
        {
            weights.Write(file, tensor, random);
            GgufHeaderWriter.Pad(file);
        }
    }

    private static GgufHeaderWriter Header(RandomModelShape shape, int seed)
    {
        var header = new GgufHeaderWriter();
        header.Add("general.architecture", "llama");
        header.Add("general.name", $"Random weights, seed {seed}");
        header.Add("general.file_type", shape.Format == WeightFormat.F16 ? 1u : 7u);
        header.Add("llama.context_length", (uint)ContextLength);
        header.Add("llama.embedding_length", (uint)shape.Width);
        header.Add("llama.block_count", (uint)shape.Layers);
        header.Add("llama.feed_forward_length", (uint)shape.FeedForward);
        header.Add("llama.attention.head_count", (uint)shape.Heads);
        header.Add("llama.attention.head_count_kv", (uint)shape.KeyValueHeads);
        header.Add("llama.attention.layer_norm_rms_epsilon", 1e-5f);
        header.Add("llama.rope.freq_base", 10000f);
        header.Add("llama.rope.dimension_count", (uint)(shape.Width / shape.Heads));
        header.Add("llama.vocab_size", (uint)shape.Vocabulary);
        ByteVocabulary.AddTo(header, shape.Vocabulary);
        header.Add("tokenizer.chat_template", ChatMlTemplate.Text);
        return header;
    }
}
