using static SKReasoning.LocalModel.Tests.Gguf.GuardedFolder;

namespace SKReasoning.LocalModel.Tests.Gguf;

/// <summary>Headers that are whole but describe no model that can chat.</summary>
public sealed class ModelGuardTests : IDisposable
{
    private readonly GuardedFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, object, string> Values { get; } = new()
    {
        { "general.architecture", "", "it does not say which architecture it has" },
        { "general.architecture", 5u, "it does not say which architecture it has" },
        { "general.architecture", "bert", "'bert' and cannot chat: it is an encoder for embeddings" },
        { "general.architecture", "t5", "it is an encoder-decoder model" },
        { "general.architecture", "llada", "it is a diffusion model" },
        { "general.architecture", "clip", "it is the image or audio projector of a model" },
        { "general.type", "adapter", "its general.type is 'adapter', but a whole model is needed" },
        { "general.alignment", 0u, "general.alignment is 0, which is no power of two" },
        { "general.alignment", 48u, "general.alignment is 48" },
        { "general.name", "My Phi-3 mini", "lacks the token </s>" },
        { "split.count", (ushort)2, "its name must end with '-00001-of-00002.gguf'" },
        { "llama.attention.causal", false, "its tokens attend to later ones" },
        { "llama.block_count", 0u, "llama.block_count is 0, but 1 to 512 are possible" },
        { "llama.block_count", 513u, "llama.block_count is 513" },
        { "llama.block_count", "three", "llama.block_count is missing" },
        { "llama.nextn_predict_layers", 3u, "llama.nextn_predict_layers is 3, but 0 to 2 are possible" },
        { "llama.context_length", 0u, "llama.context_length is 0" },
        { "llama.context_length", 1u << 31, "llama.context_length is 2147483648" },
        { "llama.embedding_length", 0u, "llama.embedding_length is 0" },
        { "llama.attention.head_count_kv", 3u, "4 attention heads cannot share 3 key-value heads" },
        { "llama.attention.head_count_kv", new[] { 2, 2, 1 }, "'blk.2.attn_k.weight' has 32 rows, but 1 key-value heads of 16" },
        { "llama.attention.key_length", 0u, "llama.attention.key_length is 0" },
        { "llama.attention.value_length", 8u, "keys of 16 and values of 8 elements" },
        { "llama.attention.sliding_window", uint.MaxValue, "llama.attention.sliding_window is 4294967295" },
        { "llama.attention.layer_norm_rms_epsilon", -1f, "llama.attention.layer_norm_rms_epsilon is -1" },
        { "llama.attention.layer_norm_rms_epsilon", float.NaN, "llama.attention.layer_norm_rms_epsilon is NaN" },
        { "llama.rope.dimension_count", 0u, "llama.rope.dimension_count is 0, but 1 to 16 are possible" },
        { "llama.rope.dimension_count", 3u, "elements are rotated in pairs" },
        { "llama.rope.dimension_count", 8u, "'llama' rotates whole heads of 16 elements" },
        { "llama.rope.dimension_count", 1000u, "llama.rope.dimension_count is 1000" },
        { "llama.rope.dimension_count_swa", 18u, "llama.rope.dimension_count_swa is 18" },
        { "llama.rope.freq_base", 0f, "llama.rope.freq_base is 0" },
        { "llama.rope.freq_base", -1f, "llama.rope.freq_base is -1" },
        { "llama.rope.scaling.factor", float.PositiveInfinity, "llama.rope.scaling.factor is Infinity" },
        { "llama.rope.scaling.type", "su", "llama.rope.scaling.type is 'su'" },
        { "llama.expert_count", 1025u, "llama.expert_count is 1025" },
        { "llama.expert_count", 8u, "it has 8 experts, but llama.expert_used_count uses none" },
        { "llama.expert_used_count", 2u, "llama.expert_used_count is 2, but there are 0 experts" },
        { "llama.expert_group_count", 1u, "llama.expert_group_count is 1, but only 0 is possible" },
        { "llama.ssm.inner_size", 0u, "llama.ssm.inner_size is 0" },
        { "tokenizer.ggml.model", 5u, "it has no tokenizer" },
        { "tokenizer.ggml.model", "no_vocab", "it has weights but no vocabulary" },
        { "tokenizer.ggml.model", "bert", "its tokenizer is of the kind 'bert'" },
        { "tokenizer.ggml.model", "llama", "its vocabulary has no token for the byte <0x" },
        { "tokenizer.ggml.pre", "whitespace", "does not stand every text" },
        { "tokenizer.ggml.tokens", 5u, "its vocabulary (tokenizer.ggml.tokens) is missing or empty" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Read_ValueThatCannotBe_SaysWhy(string key, object value, string expected)
        => _folder.AssertRefused(Llama().Set(key, value), expected);

    [Theory]
    [InlineData("general.architecture", "it does not say which architecture it has")]
    [InlineData("llama.block_count", "llama.block_count is missing")]
    [InlineData("llama.embedding_length", "llama.embedding_length is missing")]
    [InlineData("tokenizer.ggml.model", "it has no tokenizer")]
    [InlineData("tokenizer.ggml.tokens", "its vocabulary (tokenizer.ggml.tokens) is missing or empty")]
    public void Read_ValueMissing_SaysWhich(string key, string expected) => _folder.AssertRefused(Llama().Remove(key), expected);

    [Fact]
    public void Read_SentencePieceWithoutTokenTypes_SaysSo()
    {
        var image = Llama().Set("tokenizer.ggml.model", "llama").Remove("tokenizer.ggml.token_type");
        image.SetTexts("tokenizer.ggml.tokens", (i, t) => i < 256 ? $"<0x{i:X2}>" : $"token{i}");

        _folder.AssertRefused(image, "tokenizer.ggml.token_type does not tell the type of every token");
    }

    [Fact]
    public void Read_ExpertGroupsThatDoNotDivide_SaysSo()
        => _folder.AssertRefused(
            Llama().Set("llama.expert_count", 8u).Set("llama.expert_used_count", 2u)
                .Set("llama.expert_group_count", 3u).Set("llama.expert_group_used_count", 2u),
            "8 experts cannot form 3 groups of which 2 are used");

    [Fact]
    public void Read_SlidingWindowInNoLayer_SaysSo()
    {
        const string Expected = "attention.sliding_window_pattern leaves no layer for the sliding window of 16 tokens";
        var image = Llama().Set("llama.attention.sliding_window", 16u);

        _folder.AssertRefused(image.Set("llama.attention.sliding_window_pattern", 1u), Expected);
        _folder.AssertRefused(image.Set("llama.attention.sliding_window_pattern", new[] { 0, 0, 0 }), Expected);
        _folder.AssertRefused(image.Set("llama.attention.sliding_window_pattern", new[] { false, false, false }), Expected);
    }

    [Fact]
    public void Read_MixtureWithoutExperts_SaysSo()
    {
        var image = Llama().Set("general.architecture", "grovemoe").Set("grovemoe.expert_count", 0u);
        foreach (var key in new[] { "block_count", "context_length", "embedding_length" })
        {
            image.Set("grovemoe." + key, image.Value("llama." + key));
        }

        _folder.AssertRefused(image, "grovemoe.expert_count is 0");
    }

    [Fact]
    public void Read_VocabularyWithoutTensors_SaysSo()
    {
        var image = Llama();
        image.Tensors.Clear();

        _folder.AssertRefused(image, "it holds a vocabulary but no weights");
    }

    [Fact]
    public void Read_SecondPartOfSplitModel_AsksForTheFirst()
        => _folder.AssertRefused(
            Llama().Set("split.count", (ushort)3).Set("split.no", (ushort)1),
            "it is part 2 of 3 of a split model. Give the path of the first part.");

    [Fact]
    public void Load_NaNInWeights_IsRefused()
    {
        var image = Llama();
        BitConverter.TryWriteBytes(image.Data.AsSpan(4096), float.NaN);
        _folder.Write(image);

        var problem = Assert.Throws<ModelFileException>(() => LlamaModel.Load(new LocalModelOptions { Path = _folder.File, Threads = 1 }));

        Assert.Contains("'token_embd.weight' has invalid data", problem.Message, StringComparison.Ordinal);
    }
}
