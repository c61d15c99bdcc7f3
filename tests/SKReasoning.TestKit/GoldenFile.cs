using System.IO.Compression;
using System.Text.Json;

namespace SKReasoning.TestKit;

/// <summary>Reference values of a tiny model, made by another implementation; a test project links the files it needs.</summary>
public static class GoldenFile
{
    /// <summary>The values of one architecture.</summary>
    public static JsonElement Load(string architecture)
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Goldens", architecture + ".json.gz"));
        using var unzipped = new GZipStream(file, CompressionMode.Decompress);
        using var document = JsonDocument.Parse(unzipped);
        return document.RootElement.Clone();
    }
}
