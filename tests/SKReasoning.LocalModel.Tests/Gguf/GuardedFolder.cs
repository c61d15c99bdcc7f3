namespace SKReasoning.LocalModel.Tests.Gguf;

/// <summary>A folder of its own with one model file, which is expected to be refused.</summary>
internal sealed class GuardedFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("skreasoning-gguf-");

    /// <summary>Path of the model; no file is there at first.</summary>
    public string File => Path.Combine(_folder.FullName, "model.gguf");

    /// <summary>A small valid model to change.</summary>
    public static GgufImage Llama() => GgufImage.Load(Path.Combine(AppContext.BaseDirectory, "Goldens", "llama.gguf"));

    public string Write(GgufImage image) => Write(image.ToBytes());

    public string Write(byte[] file)
    {
        System.IO.File.WriteAllBytes(File, file);
        return File;
    }

    public void AssertRefused(GgufImage image, string expected) => AssertRefused(image.ToBytes(), expected);

    public void AssertRefused(byte[] file, string expected)
    {
        Write(file);
        AssertRefused(expected);
    }

    public void AssertRefused(string expected)
    {
        var problem = Assert.Throws<ModelFileException>(() => GgufHeader.Read(File));
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
