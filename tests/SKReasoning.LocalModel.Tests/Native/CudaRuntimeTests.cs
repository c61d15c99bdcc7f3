using SKReasoning.LocalModel.Native;

namespace SKReasoning.LocalModel.Tests.Native;

public sealed class CudaRuntimeTests : IDisposable
{
    private readonly DirectoryInfo _first = Directory.CreateTempSubdirectory("skreasoning-runtime-");
    private readonly DirectoryInfo _second = Directory.CreateTempSubdirectory("skreasoning-runtime-");

    public void Dispose()
    {
        _first.Delete(recursive: true);
        _second.Delete(recursive: true);
    }

    [Fact]
    public void Libraries_OfThePackage_AreTheRuntimeWithWhatItNeedsFirst()
        => Assert.Equal(["libcudart.so.13", "libcublasLt.so.13", "libcublas.so.13"], CudaRuntime.Libraries(CudaPackage.Packaged.NeededLibraries));

    [Fact]
    public void Load_SpreadOverPlaces_FindsAll()
    {
        Put(_first, "libcudart.so.901");
        Put(_second, "libcublas.so.901", "libcublasLt.so.901");

        Assert.Null(CudaRuntime.Load(["libm.so.6", "libcublas.so.901", "libcudart.so.901"], [_first.FullName, "", _second.FullName]));
    }

    [Fact]
    public void Load_OneMissing_NamesItPlacesAndWhatToDo()
    {
        Put(_first, "libcudart.so.902", "libcublas.so.902");

        var problem = CudaRuntime.Load(["libcublas.so.902", "libcudart.so.902"], [_first.FullName, "", _second.FullName])!;

        Assert.StartsWith("libcublasLt.so.902, which", problem.What, StringComparison.Ordinal);
        Assert.Contains($"'{_first.FullName}', the system, '{_second.FullName}'", problem.What, StringComparison.Ordinal);
        Assert.Contains("CUDA 902 runtime", problem.Advice, StringComparison.Ordinal);
        Assert.Contains("CUDA_PATH", problem.Advice, StringComparison.Ordinal);
        Assert.Contains("LD_LIBRARY_PATH", problem.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_DamagedFile_LooksFurther()
    {
        File.WriteAllText(Path.Combine(_first.FullName, "libcudart.so.903"), "not a library");
        Put(_second, "libcudart.so.903");

        Assert.Null(CudaRuntime.Load(["libcudart.so.903"], [_first.FullName, _second.FullName]));
    }

    // Any real library stands for one of the runtime: only its name counts here.
    private static void Put(DirectoryInfo folder, params string[] names)
    {
        var library = Path.Combine(AppContext.BaseDirectory, "llama", "cpu", "libggml-base.so");
        Array.ForEach(names, name => File.Copy(library, Path.Combine(folder.FullName, name)));
    }
}
