using System.Text;

namespace SKReasoning.LocalModel.Tests.Gguf;

/// <summary>The values that mutations of a header choose from: bounds, near misses, and what belongs to other models.</summary>
internal static class MutationChoices
{
    public static ulong[] Numbers { get; } =
    [
        0, 1, 2, 3, 4, 5, 7, 8, 16, 31, 48, 63, 64, 65, 96, 127, 128, 255, 256, 399, 401, 511, 512, 513, 1024, 4095, 65535,
        65536, 1 << 20, int.MaxValue, 1UL << 31, uint.MaxValue, 1UL << 32, 1UL << 40, long.MaxValue, 1UL << 63,
        ulong.MaxValue - 1, ulong.MaxValue,
    ];

    public static float[] Reals { get; } =
    [
        0, -0f, -1, 1, 1e-30f, 1e30f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0.5f,
    ];

    public static string[] Texts { get; } =
    [
        "", "llama", "gpt2", "bert", "t5", "rwkv", "plamo2", "gemma4", "no_vocab", "none", "hybriddna", "whitespace",
        "llama-bpe", "default", "qwen2", "tekken", "phi-3", "modern-bert", "jina-v2-de", "none", "linear", "yarn", "longrope",
        "su", "model", "adapter", "\0", "{{", "%s%n", "\uFFFD", new string('x', 70000),
    ];

    public static string[] Architectures { get; } =
    [
        "llama", "qwen2", "phi3", "gemma3", "bert", "t5", "clip", "mamba", "rwkv6", "gemma2", "qwen3", "qwen2moe", "qwen2vl",
        "deepseek2", "gpt-oss", "falcon-h1", "jamba", "deci", "llama4", "phi2", "gpt2", "olmo2", "granite", "dream", "eagle3",
        "chatglm", "lfm2", "mistral3", "smollm3", "cohere2", "exaone4", "gemma3n", "gemma4", "plamo2", "minicpm", "stablelm",
        "bloom", "mpt", "grok", "arwkv7", "unknown",
    ];

    /// <summary>Keys that a file may not have yet; without a family such as tokenizer, they are hyper-parameters.</summary>
    public static (string Key, object Value)[] Additions { get; } =
    [
        ("expert_count", 8u), ("expert_count", 100000u), ("expert_used_count", 2u), ("expert_group_count", 2u),
        ("rope.scaling.type", Bytes("yarn")), ("rope.scaling.type", Bytes("su")), ("rope.scaling.type", Bytes("longrope")),
        ("rope.scaling.factor", 0f), ("rope.scaling.factor", float.NaN), ("rope.scaling.factor", 4f),
        ("rope.scaling.attn_factor", float.NaN), ("rope.scaling.original_context_length", 0u), ("rope.dimension_count", 0u),
        ("rope.dimension_count", 3u), ("rope.dimension_count", 8u), ("rope.dimension_count", 1000u),
        ("rope.dimension_count_swa", 1000u), ("rope.dimension_sections", new[] { 0, 0, 0, 0 }), ("attention.key_length", 0u),
        ("attention.key_length", 8u), ("attention.value_length", 0u), ("attention.value_length", 8u),
        ("attention.key_length_swa", 0u), ("attention.key_length_swa", 8u), ("attention.sliding_window", 0u),
        ("attention.sliding_window", uint.MaxValue), ("attention.sliding_window", 16u),
        ("attention.sliding_window_pattern", 0u), ("attention.sliding_window_pattern", 1u),
        ("attention.sliding_window_pattern", new bool[4]), ("attention.sliding_window_pattern", uint.MaxValue),
        ("attention.causal", false), ("attention.scale", float.NaN), ("attention.clamp_kqv", -1f),
        ("attention.max_alibi_bias", 8f), ("pooling_type", 1u), ("pooling_type", 77u), ("pooling_type", 4u),
        ("nextn_predict_layers", 1u), ("nextn_predict_layers", 100u), ("leading_dense_block_count", 7u),
        ("embedding_length_out", 7u), ("embedding_length_out", 0u), ("logit_scale", float.NaN), ("logit_scale", 0f),
        ("final_logit_softcapping", 0f), ("attn_logit_softcapping", 0f), ("n_deepstack_layers", 3u),
        ("attention.shared_kv_layers", 2u), ("decoder_start_token_id", 9u), ("attention.head_count", new[] { 4, 0, 4 }),
        ("attention.head_count", new[] { 4, 4, 4 }), ("attention.head_count", new uint[] { 4, 3, 4 }),
        ("attention.head_count_kv", new[] { 2, 2, 1 }), ("attention.head_count_kv", new[] { -2, 2, 2 }),
        ("feed_forward_length", new[] { 96, 0, 96 }), ("attention.temperature_length", 0u), ("attention.temperature_scale", 0f),
        ("ssm.inner_size", 0u), ("ssm.state_size", 0u), ("full_attention_interval", 0u), ("attention.indexer.top_k", 0u),
        ("general.alignment", 0u), ("general.alignment", 1u), ("general.alignment", 33u), ("general.alignment", 64u),
        ("general.alignment", 1u << 31), ("general.alignment", 32), ("split.count", (ushort)3), ("split.no", (ushort)1),
        ("tokenizer.ggml.add_bos_token", true), ("tokenizer.ggml.add_eos_token", true), ("tokenizer.ggml.add_sep_token", true),
        ("tokenizer.ggml.bos_token_id", uint.MaxValue), ("tokenizer.ggml.eot_token_id", 100000u),
        ("tokenizer.ggml.scores", new float[1]), ("tokenizer.ggml.add_space_prefix", true),
        ("tokenizer.ggml.precompiled_charsmap", new[] { 1, 2 }), ("tokenizer.ggml.token_type_count", 0u),
        ("tokenizer.ggml.suppress_tokens", new[] { -1, 5, 1 << 30 }), ("adapter.type", Bytes("lora")),
        ("classifier.output_labels", new[] { Bytes("a") }), ("general.name", Bytes("phi-3")), ("general.file_type", 77u),
    ];

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
