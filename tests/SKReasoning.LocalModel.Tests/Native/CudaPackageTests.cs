using SKReasoning.LocalModel.Native;

namespace SKReasoning.LocalModel.Tests.Native;

public sealed class CudaPackageTests : IDisposable
{
    private static readonly CudaCode s_machineCode = new(new Version(8, 6));
    private static readonly CudaCode s_exact = new(new Version(12, 0), Reach: CudaReach.Exact);
    private static readonly CudaCode s_family = new(new Version(10, 0), Ptx: new Version(9, 0), CudaReach.Family);
    private static readonly CudaCode s_ptx = new(new Version(9, 0), Ptx: new Version(9, 1));

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    [InlineData(200_000)]
    public void TryRead_SameContainers_CountOnceWhateverLiesBetween(int gap)
    {
        var package = Read(new FatBinaryImage { Modules = [[s_machineCode, s_exact, s_ptx], [s_machineCode, s_exact, s_ptx]], Gap = gap });

        Assert.Equal([s_machineCode, s_exact, s_ptx], Assert.Single(package.Modules));
        Assert.Equal("machine code for 8.6, 12.0; PTX 9.1 for 9.0", package.ToString());
    }

    [Fact]
    public void TryRead_DifferentContainers_AllKeptAndOnlyCommonCodeNamed()
    {
        var package = Read(new FatBinaryImage { Modules = [[s_machineCode, s_family, s_ptx], [], [s_ptx]] });

        Assert.Equal([[s_machineCode, s_family, s_ptx], [s_ptx]], package.Modules);
        Assert.Equal("PTX 9.1 for 9.0", package.ToString());
    }

    [Theory]
    [InlineData("libcudart.so.13", "13.0")]
    [InlineData("libcudart.so.12", "12.0")]
    [InlineData("libcudart.so.x", "0.0")]
    [InlineData("libm.so.6", "0.0")]
    public void Runtime_FromNeededLibraries_IsItsFirstRelease(string library, string release)
    {
        var package = Read(new FatBinaryImage { Modules = [[s_ptx]], Needed = ["libggml-base.so", library] });

        Assert.Equal(["libggml-base.so", library], package.NeededLibraries);
        Assert.Equal(Version.Parse(release), package.Runtime);
    }

    [Fact]
    public void TryRead_NoFile_SaysSo() => AssertProblem(_file + ".missing", "Could not find");

    [Fact]
    public void TryRead_NoElfFile_SaysSo()
    {
        File.WriteAllText(_file, new string('x', 1000));

        AssertProblem(_file, "no 64-bit ELF file");
    }

    [Fact]
    public void TryRead_LibraryWithoutDeviceCode_SaysSo()
        => AssertProblem(Path.Combine(AppContext.BaseDirectory, "llama", "cpu", "libggml-base.so"), "no device code");

    [Fact]
    public void TryRead_OtherSection_SaysSo()
    {
        File.WriteAllBytes(_file, new FatBinaryImage { Modules = [[s_ptx]], SectionName = ".nv_other" }.ToBytes());

        AssertProblem(_file, "no device code");
    }

    [Fact]
    public void TryRead_EveryTruncation_IsAProblem()
    {
        var bytes = new FatBinaryImage { Modules = [[s_machineCode, s_ptx]], Needed = ["libcudart.so.13"] }.ToBytes();
        for (var length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(_file, bytes[..length]);

            Assert.False(CudaPackage.TryRead(_file, out _, out var problem), $"{length} bytes were enough.");
            Assert.NotEmpty(problem);
        }
    }

    [Theory]
    [InlineData(0x00)]
    [InlineData(0x7F)]
    [InlineData(0x80)]
    [InlineData(0xFF)]
    public void TryRead_EveryDamagedByte_NeverThrows(byte damage)
    {
        var bytes = new FatBinaryImage { Modules = [[s_machineCode, s_ptx], [s_exact]], Needed = ["libcudart.so.13"] }.ToBytes();
        var problems = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            var original = bytes[i];
            bytes[i] = damage;
            File.WriteAllBytes(_file, bytes);
            problems += CudaPackage.TryRead(_file, out _, out _) ? 0 : 1;
            bytes[i] = original;
        }

        Assert.InRange(problems, 10, bytes.Length - 1);
    }

    [Fact]
    public void TryRead_RestoredPackage_HoldsWhatIsSaidOfIt()
    {
        var folder = Environment.GetEnvironmentVariable("SKREASONING_CUDA_PACKAGE");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "SKREASONING_CUDA_PACKAGE names no folder of CUDA libraries.");

        Assert.True(CudaPackage.TryRead(LlamaLibraryFolder.CudaLibrary(folder)!, out var package, out var problem), problem);

        Assert.Equal(Assert.Single(CudaPackage.Packaged.Modules), Assert.Single(package.Modules));
        Assert.Equal(CudaPackage.Packaged.NeededLibraries, package.NeededLibraries);
    }

    private CudaPackage Read(FatBinaryImage image)
    {
        File.WriteAllBytes(_file, image.ToBytes());
        Assert.True(CudaPackage.TryRead(_file, out var package, out var problem), problem);
        return package;
    }

    private static void AssertProblem(string file, string says)
    {
        Assert.False(CudaPackage.TryRead(file, out _, out var problem));
        Assert.Contains(says, problem, StringComparison.Ordinal);
    }
}
