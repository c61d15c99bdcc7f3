using System.Text.Json;
using SKReasoning.TestKit;

namespace SKReasoning.LocalModel.Tests.Capture;

/// <summary>Reference values of a tiny random-weight model, made by another implementation in 32-bit floats.</summary>
internal sealed class Golden
{
    private Golden(string architecture, JsonElement root)
    {
        Path = System.IO.Path.Combine(AppContext.BaseDirectory, "Goldens", architecture + ".gguf");
        Root = root;
        Tokens = root.GetProperty("tokens").GetProperty("ids").Deserialize<int[]>()!;
        Attention = root.GetProperty("attention").GetProperty("values").Deserialize<float[][][][]>()!;
        Hidden = root.GetProperty("hidden").GetProperty("all").Deserialize<float[][][]>()!;
        LogitPositions = root.GetProperty("logits").GetProperty("positions").Deserialize<int[]>()!;
        Logits = root.GetProperty("logits").GetProperty("rows").Deserialize<float[][]>()!;
    }

    public static TheoryData<string> Architectures { get; } = ["llama", "qwen2", "phi3", "gemma3"];

    /// <summary>Architectures and ways of reading them.</summary>
    public static TheoryData<string, CaptureWay> Ways { get; } = Every();

    public string Path { get; }

    public JsonElement Root { get; }

    public int[] Tokens { get; }

    /// <summary>(layer, head, query, key)</summary>
    public float[][][][] Attention { get; }

    /// <summary>(layer, token, hidden)</summary>
    public float[][][] Hidden { get; }

    public int[] LogitPositions { get; }

    public float[][] Logits { get; }

    public static Golden Load(string architecture) => new(architecture, GoldenFile.Load(architecture));

    /// <summary>Largest differences that rounding makes.</summary>
    /// <remarks>llama.cpp looks GELU up in a half-precision table on the CPU, which gemma3 feels; flash attention reads 16-bit copies of 32-bit keys.</remarks>
    public (float Logits, float Attention, float Hidden) Tolerance(CaptureWay way)
    {
        var isRough = Path.Contains("gemma", StringComparison.Ordinal);
        var (logits, attention) = way == CaptureWay.FlashAttention ? (2e-2f, 3e-3f) : isRough ? (1e-3f, 3e-4f) : (1e-4f, 1e-5f);
        return (Rounding.Logits(logits), Rounding.Attention(attention), Rounding.Logits(logits));
    }

    public LlamaModel Open(CaptureWay way, Action<LocalModelOptions>? configure = null)
    {
        var model = Open(options =>
        {
            options.FlashAttention = way == CaptureWay.FlashAttention ? FlashAttention.On : FlashAttention.Off;
            options.ReducesOnDevice = way == CaptureWay.InGraph;
            configure?.Invoke(options);
        });
        // The reference models' heads of 16 are too short for the kernels of a GPU, whose work then falls to the processor.
        Assert.SkipUnless(model.CapturesAttention, "Flash attention of this head size does not run on this device.");
        return model;
    }

    public LlamaModel Open(Action<LocalModelOptions>? configure = null)
    {
        var options = new LocalModelOptions { Path = Path, CacheFormat = CacheFormat.F32, Threads = 1, ContextLength = 512, Sequences = 2 };
        configure?.Invoke(options);
        return LlamaModel.Load(options);
    }

    private static TheoryData<string, CaptureWay> Every()
    {
        var every = new TheoryData<string, CaptureWay>();
        foreach (var architecture in (string[])["llama", "qwen2", "phi3", "gemma3"])
        {
            foreach (var way in Enum.GetValues<CaptureWay>())
            {
                every.Add(architecture, way);
            }
        }

        return every;
    }
}
