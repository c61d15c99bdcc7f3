using System.Diagnostics;
using System.Text.Json;
using SKReasoning.LocalModel;
using SKReasoning.TestKit;

namespace SKReasoning.Cli.Tests;

/// <summary>The tool as its user runs it.</summary>
public class ProcessTests
{
    [Fact]
    public async Task Help_NamesCommandsAndExitCodes()
    {
        var (code, output, _) = await RunAsync([], "--help");

        Assert.Equal(0, code);
        Assert.All((string[])["inspect", "render", "models", "doctor", "Exit codes"], part => Assert.Contains(part, output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Inspect_PipedWithJsonBeside_PrintsNoColours()
    {
        using var folder = new TemporaryFolder();

        var (code, output, error) = await RunAsync([], "inspect", "--model", BuiltInModelFile.Path, "--text", "3 * 7 = 21.\n\nSo 21.", "--json", folder.File("out.json"));

        Assert.Equal((0, ""), (code, error));
        Assert.DoesNotContain('\u001b', output);
        Assert.True(new FileInfo(folder.File("out.json")).Length > 1000);
    }

    [Fact]
    public async Task Natives_Missing_OneSentenceAndCodeThree()
    {
        using var folder = new TemporaryFolder();
        (string, string)[] environment = [("SKREASONING_NATIVE_PATH", folder.Path)];

        var inspect = await RunAsync(environment, "inspect", "--model", BuiltInModelFile.Path, "--tokens", "1,2");
        var doctor = await RunAsync(environment, "doctor");

        Assert.Equal((3, ""), (inspect.ExitCode, inspect.Output));
        Assert.Contains("libllama", inspect.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", inspect.Error, StringComparison.Ordinal);
        Assert.Equal(3, doctor.ExitCode);
        Assert.Contains("SKREASONING_NATIVE_PATH", doctor.Output.ReplaceLineEndings(""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_CudaLibrariesWithoutDriver_SaysWhatWouldWorkAndCodeThree()
    {
        var folder = Environment.GetEnvironmentVariable("SKREASONING_CUDA_PACKAGE");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "SKREASONING_CUDA_PACKAGE names no folder of CUDA libraries.");
        Assert.SkipWhen(CudaDriver.Find() is not null, "NVIDIA's driver answers here.");

        var (code, output, _) = await RunAsync([("SKREASONING_NATIVE_PATH", folder)], "doctor", "--json");
        var findings = JsonElement.Parse(output);

        Assert.Equal(3, code);
        Assert.False(findings.GetProperty("ok").GetBoolean());
        Assert.False(findings.GetProperty("natives").GetProperty("gpu_usable").GetBoolean());
        Assert.Contains("machine code", findings.GetProperty("natives").GetProperty("cuda_code").GetString(), StringComparison.Ordinal);
        Assert.True(findings.GetProperty("trial").GetProperty("captures_attention").GetBoolean());
        var problem = findings.GetProperty("problems").EnumerateArray().Single(problem => problem.GetProperty("fatal").GetBoolean());
        Assert.Contains("driver does not answer", problem.GetProperty("what").GetString(), StringComparison.Ordinal);
        Assert.Contains("a driver for CUDA 13.0 (580 or newer)", problem.GetProperty("advice").GetString(), StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync((string Name, string Value)[] environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "SKReasoning.Cli.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        return (process.ExitCode, await output, await error);
    }
}
