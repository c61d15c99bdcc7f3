namespace SKReasoning.LocalModel.Tests.Native;

public sealed class LlamaLibraryTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("skreasoning-natives-");

    private static string BuiltFolder => Path.Combine(AppContext.BaseDirectory, "llama", "cpu");

    [Fact]
    public async Task Load_OverriddenPath_UsesThatFolder()
    {
        CopyLibraries(BuiltFolder);

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
        CopyLibraries(BuiltFolder);
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
        CopyLibraries(BuiltFolder);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "libllama.v0.5.0.so"), "not a library");

        var answer = await LoadAsync();

        Assert.StartsWith("NativeLibraryException", answer, StringComparison.Ordinal);
        Assert.Contains("libllama.v0.5.0.so' cannot be loaded", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_LibraryWithoutItsFunctions_NamesOne()
    {
        // Any real library stands for one that is not llama.cpp.
        CopyLibraries(BuiltFolder);
        File.Copy(Path.Combine(BuiltFolder, "libggml-base.so"), Path.Combine(_folder.FullName, "libllama.v0.5.0.so"), overwrite: true);

        var answer = await LoadAsync();

        Assert.StartsWith("NativeLibraryException", answer, StringComparison.Ordinal);
        Assert.Contains("llama_model_default_params", answer, StringComparison.Ordinal);
        Assert.Contains("llama.cpp 0.5.0, LLamaSharp 0.30.0, LLamaSharp 0.28.0 only", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_LibrariesOfLLamaSharp_DecodeTheSame()
    {
        const string Variable = "SKREASONING_LLAMASHARP_NATIVES";
        Assert.SkipUnless(Environment.GetEnvironmentVariable(Variable) is { Length: > 0 }, $"{Variable} names no folder such as LLamaSharpRuntimes/linux-x64/native/avx2 of the package LLamaSharp.Backend.Cpu 0.30.0.");
        CopyLibraries(Environment.GetEnvironmentVariable(Variable)!);
        using var theirs = new LoadingProcess(["--next-token"], ("SKREASONING_NATIVE_PATH", _folder.FullName));
        using var ours = new LoadingProcess(["--next-token"]);

        var answer = await theirs.LoadAsync(BuiltInModel.Path);

        Assert.StartsWith("ok ", answer, StringComparison.Ordinal);
        Assert.Equal(await ours.LoadAsync(BuiltInModel.Path), answer);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private void CopyLibraries(string folder)
    {
        foreach (var file in Directory.GetFiles(folder))
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
