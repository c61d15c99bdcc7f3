using SKReasoning.LocalModel.Native;

namespace SKReasoning.LocalModel.Tests.Native;

public class CudaFitTests
{
    [Theory]
    // Machine code is in the package; it is made with CUDA 13.
    [InlineData("8.6", "12.9", false)]
    [InlineData("8.6", "13.0", true)]
    [InlineData("8.7", "13.0", true)]
    [InlineData("8.9", "12.8", false)]
    // For these alone, not for what comes after them.
    [InlineData("12.0", "13.0", true)]
    [InlineData("12.1", "13.0", true)]
    [InlineData("12.2", "13.0", false)]
    // PTX 9.1 is, which needs CUDA 13.1.
    [InlineData("9.0", "13.0", false)]
    [InlineData("9.0", "13.1", true)]
    [InlineData("8.0", "13.0", false)]
    [InlineData("10.0", "13.1", true)]
    [InlineData("12.2", "13.1", true)]
    [InlineData("7.5", "13.2", true)]
    // Neither is.
    [InlineData("7.0", "13.2", false)]
    public void Judge_PackagedLibraries_FollowsWhatTheyHold(string capability, string driver, bool runs)
        => Assert.Equal(runs, CudaFit.Judge(CudaPackage.Packaged, "x.so", Card(capability), Version.Parse(driver)) is null);

    [Theory]
    // Machine code for an older card of the same generation, never for another generation or a newer card.
    [InlineData("8.0", null, "8.6", "12.0")]
    [InlineData("8.6", null, "8.0", null)]
    [InlineData("8.0", null, "9.0", null)]
    // PTX for all that is not older, with a driver that compiles it.
    [InlineData("7.5", "8.3", "9.0", "12.3")]
    [InlineData("7.5", "7.8", "9.0", "12.0")]
    [InlineData("7.5", "8.3", "7.0", null)]
    public void NeededDriver_OneCode_IsTheFirstThatRunsIt(string architecture, string? ptx, string card, string? needed)
    {
        var code = new CudaCode(Version.Parse(architecture), ptx is null ? null : Version.Parse(ptx));

        var driver = CudaFit.NeededDriver(new CudaPackage([[code]], ["libcudart.so.12"]), Version.Parse(card));

        Assert.Equal(needed, driver?.ToString());
    }

    [Theory]
    [InlineData("9.0", false, nameof(CudaReach.Exact), "9.0")]
    [InlineData("12.0", false, nameof(CudaReach.Exact), "12.0")]
    [InlineData("12.0", false, nameof(CudaReach.Family), "12.0, 12.1")]
    [InlineData("12.0", false, nameof(CudaReach.Open), "12.0, 12.1")]
    [InlineData("9.0", true, nameof(CudaReach.Exact), "9.0")]
    [InlineData("10.0", true, nameof(CudaReach.Family), "10.0, 10.3")]
    [InlineData("10.0", true, nameof(CudaReach.Open), "10.0, 10.3, 12.0, 12.1")]
    public void Fits_Cards_FollowsKindAndReach(string architecture, bool isPtx, string reach, string cards)
    {
        var code = new CudaCode(Version.Parse(architecture), isPtx ? new Version(9, 0) : null, Enum.Parse<CudaReach>(reach));

        string[] fitting = [.. new[] { "8.6", "9.0", "10.0", "10.3", "12.0", "12.1" }.Where(card => code.Fits(Version.Parse(card)))];

        Assert.Equal(cards, string.Join(", ", fitting));
    }

    [Fact]
    public void NeededDriver_SeveralModules_AllMustRun()
    {
        CudaCode machineCode = new(new Version(9, 0));
        CudaCode ptx = new(new Version(7, 5), Ptx: new Version(9, 1));

        Assert.Equal(new Version(13, 0), Needed([machineCode, ptx]));
        Assert.Equal(new Version(13, 1), Needed([machineCode, ptx], [ptx]));
        Assert.Null(Needed([machineCode, ptx], [new CudaCode(new Version(8, 6))]));

        static Version? Needed(params CudaCode[][] modules) => CudaFit.NeededDriver(new CudaPackage(modules, ["libcudart.so.13"]), new Version(9, 0));
    }

    [Fact]
    public void Judge_DriverTooOldForPtx_NamesCardDriverAndWhatWouldWork()
    {
        var card = new CudaCard("NVIDIA H100", new Version(9, 0));

        var problem = CudaFit.Judge(CudaPackage.Packaged, "libggml-cuda.so", card, new Version(13, 0))!.ToString();

        Assert.Equal(
            "NVIDIA H100 (compute capability 9.0) needs a driver for CUDA 13.1 (590 or newer), but this driver knows CUDA 13.0 only: "
                + "libggml-cuda.so holds no machine code for this card, only PTX that the driver must compile (it holds machine code for "
                + "8.6, 8.9, 12.0, 12.1; PTX 9.1 for 7.5, 8.0, 9.0). "
                + "Update the driver, or set SKREASONING_NATIVE_PATH to llama.cpp 0.5.0 libraries with machine code for 9.0.",
            problem);
    }

    [Fact]
    public void Judge_CardTooOld_SaysThatNoDriverHelps()
    {
        var problem = CudaFit.Judge(CudaPackage.Packaged, "libggml-cuda.so", Card("7.0"), new Version(13, 2))!;

        Assert.Contains("compute capability 7.0", problem.What, StringComparison.Ordinal);
        Assert.Contains("whatever the driver (this one knows CUDA 13.2)", problem.What, StringComparison.Ordinal);
        Assert.Contains("machine code for 7.0", problem.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("7.8", "11.8")]
    [InlineData("8.0", "12.0")]
    [InlineData("8.1", "12.1")]
    [InlineData("8.2", "12.2")]
    [InlineData("8.3", "12.3")]
    [InlineData("8.4", "12.4")]
    [InlineData("8.5", "12.5")]
    [InlineData("8.6", "12.7")]
    [InlineData("8.7", "12.8")]
    [InlineData("8.8", "12.9")]
    [InlineData("9.0", "13.0")]
    [InlineData("9.1", "13.1")]
    [InlineData("9.4", "13.4")]
    public void FirstToCompile_Ptx_IsTheReleaseThatBroughtIt(string ptx, string cuda)
        => Assert.Equal(Version.Parse(cuda), CudaReleases.FirstToCompile(Version.Parse(ptx)));

    private static CudaCard Card(string capability) => new("a card", Version.Parse(capability));
}
