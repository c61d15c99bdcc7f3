using SKReasoning.LocalModel.Native;

namespace SKReasoning.LocalModel.Tests.Native;

public class GpuPlacementTests
{
    private static readonly GpuProblem s_problem = new("It is too old.", "Take another.");
    private static readonly GpuSupport s_two = new(HasBackend: true, [new("CUDA0"), new("CUDA1")]);
    private static readonly GpuSupport s_secondOnly = new(HasBackend: true, [new("CUDA0", s_problem), new("CUDA1")]);
    private static readonly GpuSupport s_broken = new(HasBackend: true, [new("CUDA0", s_problem)]);

    [Fact]
    public void Choose_NothingAsked_AllLayersOnAllThatWork()
    {
        AssertGpus(GpuPlacement.Choose(s_two, new()), -1, "CUDA0", "CUDA1");
        AssertGpus(GpuPlacement.Choose(s_secondOnly, new()), -1, "CUDA1");
        AssertGpus(GpuPlacement.Choose(GpuSupport.None, new()), 0);
    }

    [Fact]
    public void Choose_NoLayers_TouchesNoGpuAndAsksForNone()
    {
        AssertGpus(GpuPlacement.Choose(s_two, new() { GpuLayers = 0 }), 0);
        AssertGpus(GpuPlacement.Choose(s_broken, new() { GpuLayers = 0 }), 0);
        Assert.Null(GpuPlacement.Choose(s_broken, new() { GpuLayers = 0, FallBackToCpu = true }).Refusal);
    }

    [Fact]
    public void Choose_MainGpu_TakesThatOneAlone()
    {
        AssertGpus(GpuPlacement.Choose(s_two, new() { MainGpu = 0 }), -1, "CUDA0");
        AssertGpus(GpuPlacement.Choose(s_secondOnly, new() { MainGpu = 1, GpuLayers = 7 }), 7, "CUDA1");
    }

    [Fact]
    public void Choose_TensorSplit_LeavesOutThoseWithoutAShare()
    {
        AssertGpus(GpuPlacement.Choose(s_two, new() { TensorSplit = [1] }), -1, "CUDA0");
        var both = GpuPlacement.Choose(s_two, new() { TensorSplit = [3, 1] });
        var second = GpuPlacement.Choose(s_secondOnly, new() { TensorSplit = [0, 2] });

        AssertGpus(both, -1, "CUDA0", "CUDA1");
        Assert.Equal([3, 1], both.Shares);
        AssertGpus(second, -1, "CUDA1");
        Assert.Equal([2], second.Shares);
    }

    [Fact]
    public void Choose_NamedGpuThatDoesNotWork_FailsThoughAnotherWorks()
    {
        AssertFails(s_secondOnly, () => new() { MainGpu = 0 });
        AssertFails(s_secondOnly, () => new() { TensorSplit = [1, 1] });
    }

    [Fact]
    public void Choose_NothingWorks_FailsUnlessToldToFallBack()
    {
        AssertFails(s_broken, () => new());
        AssertFails(GpuSupport.Unusable(s_problem), () => new() { MainGpu = 1 });
    }

    [Fact]
    public void Choose_LayersOnLibrariesForTheCpu_SaysHowToGetOthers()
    {
        var options = new LocalModelOptions { GpuLayers = 4 };

        var error = Assert.Throws<NativeLibraryException>(() => GpuPlacement.Choose(GpuSupport.None, options));
        options.FallBackToCpu = true;
        var placement = GpuPlacement.Choose(GpuSupport.None, options);

        Assert.Contains("-p:LlamaBackend=cuda", error.Message, StringComparison.Ordinal);
        Assert.Contains("SKREASONING_NATIVE_PATH", error.Message, StringComparison.Ordinal);
        AssertGpus(placement, 0);
        Assert.NotNull(placement.Refusal);
    }

    [Fact]
    public void Choose_MoreGpusThanThereAre_IsAnArgumentError()
    {
        var main = Assert.Throws<ArgumentException>(() => GpuPlacement.Choose(s_two, new() { MainGpu = 2 }));
        var split = Assert.Throws<ArgumentException>(() => GpuPlacement.Choose(s_two, new() { TensorSplit = [1, 1, 0] }));

        Assert.Contains("0 to 1 (CUDA0, CUDA1)", main.Message, StringComparison.Ordinal);
        Assert.Contains("3 shares", split.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1f, -1f)]
    [InlineData(0f, 0f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Validate_SharesThatAreNone_AreRefused(params float[] shares)
        => Assert.Contains("TensorSplit", Refusal(options => options.TensorSplit = shares), StringComparison.Ordinal);

    [Fact]
    public void Validate_GpuOptions_AreRefusedOutOfRangeOrTogether()
    {
        Assert.Contains("exclude each other", Refusal(options => (options.TensorSplit, options.MainGpu) = ([1], 0)), StringComparison.Ordinal);
        Assert.Contains("GpuLayers", Refusal(options => options.GpuLayers = -1), StringComparison.Ordinal);
        Assert.Contains("MainGpu", Refusal(options => options.MainGpu = -1), StringComparison.Ordinal);
        Assert.Contains("TensorSplit", Refusal(options => options.TensorSplit = null!), StringComparison.Ordinal);
        new LocalModelOptions { Path = "x", TensorSplit = [0, 1], GpuLayers = 3 }.Validate();
    }

    private static string Refusal(Action<LocalModelOptions> change)
    {
        var options = new LocalModelOptions { Path = "x" };
        change(options);
        return Assert.Throws<ArgumentException>(options.Validate).Message;
    }

    private static void AssertGpus(GpuPlacement placement, int layers, params string[] gpus)
    {
        Assert.Equal(layers, placement.Layers);
        Assert.Equal(gpus, placement.Gpus);
    }

    private static void AssertFails(GpuSupport support, Func<LocalModelOptions> options)
    {
        var error = Assert.Throws<NativeLibraryException>(() => GpuPlacement.Choose(support, options()));
        var fallingBack = options();
        fallingBack.FallBackToCpu = true;
        var placement = GpuPlacement.Choose(support, fallingBack);

        Assert.Equal("It is too old. Take another. To compute on the CPU, set GpuLayers to 0, or FallBackToCpu to true.", error.Message);
        AssertGpus(placement, 0);
        Assert.Equal("It is too old. Take another.", placement.Refusal);
    }
}
