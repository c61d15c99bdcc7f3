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

    public LlamaModel Open(Action<LocalModelOptions>? configure = null)
    {
        var options = new LocalModelOptions { Path = Path, CacheFormat = CacheFormat.F32, Threads = 1, ContextLength = 512, Sequences = 2 };
        configure?.Invoke(options);
        return LlamaModel.Load(options);
    }
}
