using System.IO.Compression;
using System.Text.Json;

namespace SKReasoning.Tests.Spectral;

/// <summary>Attention, hidden states and expected signatures of a tiny random-weight model, computed by another implementation.</summary>
internal sealed class ModelSignals
{
    private readonly JsonElement _expected;

    private ModelSignals(JsonElement root, JsonElement expected)
    {
        var attention = root.GetProperty("attention").GetProperty("values").Deserialize<float[][][][]>()!;
        var states = root.GetProperty("hidden").GetProperty("all").Deserialize<float[][][]>()!;
        Layers = [.. attention.Zip(states, (weights, signal) => new CausalAttention(weights, signal))];
        PromptTokens = root.GetProperty("tokens").GetProperty("prompt_tokens").GetInt32();
        _expected = expected;
    }

    public static string[] Architectures { get; } = ["llama", "qwen2", "phi3", "gemma3"];

    public CausalAttention[] Layers { get; }

    public int PromptTokens { get; }

    public static ModelSignals Load(string architecture)
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Goldens", architecture + ".json.gz"));
        using var unzipped = new GZipStream(file, CompressionMode.Decompress);
        using var document = JsonDocument.Parse(unzipped);
        return new ModelSignals(document.RootElement, SpectralReference.Read("spectral-models.json").GetProperty(architecture));
    }

    /// <summary>The expected signature of a layer.</summary>
    public JsonElement Expected(bool whole, SpectralMode mode, int layer)
        => _expected.GetProperty(whole ? "whole" : "response").GetProperty(mode.ToString().ToLowerInvariant())[layer];
}
