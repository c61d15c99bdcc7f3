namespace SKReasoning.LocalModel;

/// <summary>What the graphs of llama.cpp's architectures assert about hyper-parameters, in the pinned release.</summary>
/// <remarks>An assertion that fails ends the process, so a file that would fail one is refused. Other architectures take more.</remarks>
internal static class AssertedShapes
{
    /// <summary>Architectures that rotate the whole head: rope.dimension_count equals key_length, which equals value_length.</summary>
    private static readonly HashSet<string> s_wholeHeads = new(StringComparer.Ordinal)
    {
        "apertus", "arcee", "arctic", "baichuan", "chameleon", "codeshell", "cogvlm", "dbrx", "deci", "deepseek", "dots1",
        "ernie4_5", "ernie4_5-moe", "exaone", "exaone4", "exaone-moe", "falcon", "granite", "granitemoe", "granite_swa",
        "graniteswitch", "grok", "grovemoe", "hunyuan-dense", "hunyuan-moe", "hunyuan_vl", "internlm2", "jais2", "llama",
        "llama4", "maincoder", "mellum", "mistral3", "olmo", "olmo2", "olmoe", "orion", "paddleocr", "pangu-embedded", "plamo",
        "qwen2", "qwen2moe", "qwen2vl", "qwen3", "qwen3moe", "qwen3vl", "qwen3vlmoe", "seed_oss", "smallthinker", "smollm3",
        "starcoder2", "talkie", "xverse",
    };

    /// <summary>Architectures whose keys and values are equally long, rotated whole or in part.</summary>
    private static readonly HashSet<string> s_equalHeads = new(StringComparer.Ordinal)
    {
        "afmoe", "bailingmoe2", "bitnet", "bloom", "chatglm", "cohere2", "command-r", "glm4", "glm4moe", "gpt2", "gptneox",
        "granitehybrid", "hy_v3", "jais", "laguna", "maple", "minimax-01", "minimax-m2", "minimax-m3", "mpt", "nanbeige",
        "nemotron", "nemotron_h", "nemotron_h_moe", "openelm", "phi2", "phi3", "phimoe", "qwen", "qwen35", "qwen35moe",
        "qwen3next", "qwen4exp", "refact", "spark2_5", "stablelm", "starcoder",
    };

    /// <summary>Architectures that are mixtures of experts and nothing else.</summary>
    private static readonly HashSet<string> s_experts = new(StringComparer.Ordinal)
    {
        "bailingmoe2", "glm4moe", "grovemoe", "lfm2moe", "smallthinker",
    };

    public static bool RotatesWholeHeads(string architecture) => s_wholeHeads.Contains(architecture);

    public static bool HasEqualHeads(string architecture) => s_equalHeads.Contains(architecture) || s_wholeHeads.Contains(architecture);

    public static bool NeedsExperts(string architecture) => s_experts.Contains(architecture);
}
