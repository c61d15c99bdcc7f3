namespace SKReasoning.LocalModel.Tests.Native;

public sealed class LlamaLibraryTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("skreasoning-natives-");

    private static string BuiltFolder => Path.Combine(AppContext.BaseDirectory, "llama", "cpu");

    [Fact]
    public async Task Load_OverriddenPath_UsesThatFolder()
    {
        CopyLibraries();

        Assert.Equal("ok", await LoadAsync());
    }

    [Fact]
    public async Task Load_EmptyFolder_SaysWhatIsMissingAndWhatToDo()
    {
        var answer = await LoadAsync();

        Assert.StartsWith("NativeLibraryException", answer, StringComparison.Ordinal);
        Assert.Contains(_folder.FullName, answer, StringComparison.Ordinal);
        Assert.Contains("libllama*.so", answer, StringComparison.Ordinal);
        Assert.Contains("SKREASONING_NATIVE_PATH", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("libggml-base.so", "libggml-base")]
    [InlineData("libggml.v0.5.0.so", "libggml.")]
    [InlineData("libggml-cpu-*.so", "libggml-cpu")]
    public async Task Load_LibraryMissing_NamesIt(string missing, string named)
    {
        CopyLibraries();
        foreach (var file in _folder.GetFiles(missing))
        {
            file.Delete();
        }

        var answer = await LoadAsync();

        Assert.StartsWith("NativeLibraryException", answer, StringComparison.Ordinal);
        Assert.Contains(named, answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_TextFileAsLibrary_NamesTheFile()
    {
        CopyLibraries();
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "libllama.v0.5.0.so"), "not a library");

        var answer = await LoadAsync();

        Assert.StartsWith("NativeLibraryException", answer, StringComparison.Ordinal);
        Assert.Contains("libllama.v0.5.0.so' cannot be loaded", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_LibraryWithoutVersion_SaysSo()
    {
        // Any real library without llama_version stands for a release before it had one.
        CopyLibraries();
        File.Copy(Path.Combine(BuiltFolder, "libggml-base.so"), Path.Combine(_folder.FullName, "libllama.v0.5.0.so"), overwrite: true);

        var answer = await LoadAsync();

        Assert.StartsWith("NativeLibraryException", answer, StringComparison.Ordinal);
        Assert.Contains("0.5.0 only", answer, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private void CopyLibraries()
    {
        foreach (var file in Directory.GetFiles(BuiltFolder))
        {
            File.Copy(file, Path.Combine(_folder.FullName, Path.GetFileName(file)));
        }
    }

    private async Task<string> LoadAsync()
    {
        using var process = new LoadingProcess(("SKREASONING_NATIVE_PATH", _folder.FullName));
        return await process.LoadAsync(BuiltInModel.Path) ?? "died";
    }
}
