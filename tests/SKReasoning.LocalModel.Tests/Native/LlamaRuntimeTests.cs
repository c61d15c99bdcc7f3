namespace SKReasoning.LocalModel.Tests.Native;

public class LlamaRuntimeTests
{
    [Fact]
    public void Load_TheseLibraries_HaveTheExpectedVersionAndAProcessor()
    {
        var runtime = LlamaRuntime.Load();

        Assert.StartsWith(LlamaRuntime.ExpectedVersion, runtime.Version, StringComparison.Ordinal);
        Assert.Contains("CPU", runtime.Backends);
        var cpu = runtime.Devices.Single(device => device.Name == "CPU");
        Assert.False(cpu.IsGpu);
        Assert.InRange(cpu.FreeMemory, 1, cpu.TotalMemory);
        Assert.Contains("CPU", runtime.SystemInfo, StringComparison.Ordinal);
        Assert.True(Directory.Exists(runtime.Folder));
    }

    [Fact]
    public void Find_DriverOrNone_NeverThrows()
        => Assert.All(CudaDriver.Find()?.Cards ?? [], card => Assert.InRange(card.ComputeCapability.Major, 1, 99));
}
