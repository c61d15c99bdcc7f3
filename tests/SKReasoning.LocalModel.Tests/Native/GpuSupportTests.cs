using SKReasoning.LocalModel.Native;

namespace SKReasoning.LocalModel.Tests.Native;

public class GpuSupportTests
{
    private static readonly CudaCard s_good = new("good card", new Version(8, 9));
    private static readonly CudaCard s_bad = new("bad card", new Version(7, 0));

    [Fact]
    public void Judge_NoDriver_SaysWhatTheLibraryNeeds()
    {
        var support = GpuSupport.Judge(CudaPackage.Packaged, "libggml-cuda.so", driver: null);

        Assert.True(support is { HasBackend: true, CanRun: false });
        var problem = Assert.Single(support.Problems);
        Assert.Contains("driver does not answer", problem.What, StringComparison.Ordinal);
        Assert.Contains("a driver for CUDA 13.0 (580 or newer)", problem.Advice, StringComparison.Ordinal);
        Assert.Contains("machine code for 8.6", problem.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_DriverWithoutCards_SaysSo()
        => Assert.Contains("CUDA 13.1) shows no card", Assert.Single(Judge("13.1").Problems).What, StringComparison.Ordinal);

    [Fact]
    public void Judge_TwoCards_EachIsJudgedInTheDriversOrder()
    {
        var support = Judge("13.1", s_bad, s_good);

        Assert.True(support.CanRun);
        Assert.Equal(["CUDA0", "CUDA1"], support.Gpus.Select(gpu => gpu.Name));
        Assert.Contains("bad card", support.Gpus[0].Problem!.What, StringComparison.Ordinal);
        Assert.Null(support.Gpus[1].Problem);
    }

    [Fact]
    public void Reconcile_CardThatIsNotShown_HasAProblemWithTheLog()
    {
        var support = Judge("13.1", s_good, s_good, s_bad).Reconcile(["CUDA1"], [], "out of order");

        Assert.Contains("does not show CUDA0", support.Gpus[0].Problem!.What, StringComparison.Ordinal);
        Assert.Contains("(out of order)", support.Gpus[0].Problem!.What, StringComparison.Ordinal);
        Assert.Null(support.Gpus[1].Problem);
        Assert.Contains("bad card", support.Gpus[2].Problem!.What, StringComparison.Ordinal);
    }

    [Fact]
    public void Reconcile_IntegratedCard_IsShownToo() => Assert.True(Judge("13.1", s_good).Reconcile([], ["CUDA0"], "").CanRun);

    [Fact]
    public void Reconcile_OtherBackends_TheirGpusCountIntegratedOnesLast()
    {
        Assert.Equal(["Vulkan0"], GpuSupport.None.Reconcile(["Vulkan0"], ["Vulkan1"], "").Gpus.Select(gpu => gpu.Name));
        Assert.Equal(["Vulkan1"], GpuSupport.None.Reconcile([], ["Vulkan1"], "").Gpus.Select(gpu => gpu.Name));
        Assert.False(GpuSupport.None.Reconcile([], [], "").HasBackend);
    }

    private static GpuSupport Judge(string driver, params CudaCard[] cards)
        => GpuSupport.Judge(CudaPackage.Packaged, "libggml-cuda.so", new CudaDriver(Version.Parse(driver), cards));
}
