using System.Numerics.Tensors;
using SKReasoning.LocalModel.Native;

namespace SKReasoning.LocalModel.Tests.Native;

/// <summary>Loading with a CUDA library that no card can run, in processes of their own.</summary>
public sealed class GpuFallBackTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("skreasoning-cuda-");

    [Fact]
    public void Load_LayersOnLibrariesForTheCpu_FailsUnlessToldToFallBackWithAWarning()
    {
        Assert.SkipWhen(LlamaRuntime.Load().CanUseGpu, "A GPU can be used here.");
        using var log = new WarningLog();

        var error = Assert.Throws<NativeLibraryException>(() => BuiltInModel.Load(options => options.GpuLayers = 1));
        using var model = BuiltInModel.Load(options => (options.GpuLayers, options.FallBackToCpu, options.LoggerFactory) = (1, true, log));

        Assert.Contains("compute on the CPU", error.Message, StringComparison.Ordinal);
        Assert.Single(log.Warnings, warning => warning.StartsWith("The model runs on the CPU: Layers are wanted on a GPU", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Load_DeviceCodeForNoCard_FailsUnlessToldToFallBack()
    {
        CopyLibraries();
        var image = new FatBinaryImage { Modules = [[new CudaCode(new Version(1, 0))]], Needed = ["libcudart.so.13"] };
        await File.WriteAllBytesAsync(Path.Combine(_folder.FullName, "libggml-cuda.so"), image.ToBytes());

        var refused = await LoadAsync(_folder.FullName);
        var answer = await LoadAsync(_folder.FullName, "--fall-back-to-cpu", "--next-token");

        Assert.StartsWith("NativeLibraryException", refused, StringComparison.Ordinal);
        Assert.Contains("libggml-cuda.so", refused, StringComparison.Ordinal);
        Assert.Contains("machine code for 1.0", refused, StringComparison.Ordinal);
        Assert.Contains("FallBackToCpu", refused, StringComparison.Ordinal);
        Assert.Equal(await KnownAnswerAsync(), answer);
    }

    [Fact]
    public async Task Load_DamagedCudaLibrary_NamesTheFile()
    {
        CopyLibraries();
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "libggml-cuda.so"), "not a library");

        var refused = await LoadAsync(_folder.FullName);

        Assert.StartsWith("NativeLibraryException", refused, StringComparison.Ordinal);
        Assert.Contains("libggml-cuda.so' cannot be read (it ends too early)", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_CudaLibrariesWithoutDriver_FailsUnlessToldToFallBack()
    {
        var folder = Environment.GetEnvironmentVariable("SKREASONING_CUDA_PACKAGE");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "SKREASONING_CUDA_PACKAGE names no folder of CUDA libraries.");
        Assert.SkipWhen(CudaDriver.Find() is not null, "NVIDIA's driver answers here.");

        var refused = await LoadAsync(folder);
        var answer = await LoadAsync(folder, "--fall-back-to-cpu", "--next-token");

        Assert.StartsWith("NativeLibraryException", refused, StringComparison.Ordinal);
        Assert.Contains("driver does not answer", refused, StringComparison.Ordinal);
        Assert.Equal(await KnownAnswerAsync(), answer);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task<string?> LoadAsync(string natives, params string[] arguments)
    {
        using var process = new LoadingProcess(arguments, ("SKREASONING_NATIVE_PATH", natives));
        return await process.LoadAsync(BuiltInModel.Path);
    }

    private static async Task<string> KnownAnswerAsync()
    {
        using var model = BuiltInModel.Load();
        var token = -1;
        await model.ReadAsync(model.Tokenize("3 * 7 ="), observer: null, (_, logits) => token = TensorPrimitives.IndexOfMax(logits));
        return $"ok {token}";
    }

    private void CopyLibraries()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "llama", "cpu")))
        {
            File.Copy(file, Path.Combine(_folder.FullName, Path.GetFileName(file)));
        }
    }
}
