using SKReasoning.LocalModel;

namespace SKReasoning.Cli.Tests.Doctor;

public class DoctorCommandTests
{
    [Fact]
    public async Task Json_ThisMachine_CanRunTheBuiltInModel()
    {
        var run = await ToolRun.StartAsync("doctor", "--json");

        Assert.Equal(0, run.ExitCode);
        Assert.True(run.Json.GetProperty("ok").GetBoolean());
        Assert.StartsWith(LlamaRuntime.ExpectedVersion, run.Json.GetProperty("natives").GetProperty("version").GetString()!, StringComparison.Ordinal);
        Assert.Contains("CPU", run.Json.GetProperty("natives").GetProperty("backends").EnumerateArray().Select(backend => backend.GetString()));
        Assert.True(run.Json.GetProperty("trial").GetProperty("captures_attention").GetBoolean());
        Assert.InRange(run.Json.GetProperty("machine").GetProperty("memory_free").GetInt64(), 1, run.Json.GetProperty("machine").GetProperty("memory_limit").GetInt64());
    }

    [Fact]
    public async Task Table_ModelThatCannotBeRead_SaysWhyAndCodeThree()
    {
        var run = await ToolRun.StartAsync("doctor", "--model", "missing.gguf");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("no such file", run.Output, StringComparison.Ordinal);
        Assert.Contains("not ok", run.Output, StringComparison.Ordinal);
    }
}
