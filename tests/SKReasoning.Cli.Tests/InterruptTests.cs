using System.Diagnostics;
using SKReasoning.Cli.Tests.Models;
using SKReasoning.TestKit;

namespace SKReasoning.Cli.Tests;

/// <summary>Ctrl-C, which only a process can be sent.</summary>
public class InterruptTests
{
    [Fact]
    public async Task Download_Interrupted_KeepsThePartAndEndsWith130()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are sent with kill.");
        using var folder = new TemporaryFolder();
        byte[] file = [.. "GGUF"u8, .. new byte[100_000]];
        await using var server = new FileServer(request => FileServer.Answer.Of(file, "\"v1\"", request) with { Cut = 40_000, Hangs = true });
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "SKReasoning.Cli.dll"), "models", "download", server.Url, "--to", folder.Path])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var part = new FileInfo(folder.File("tiny.gguf.part"));
        while (!part.Exists || part.Length < 40_000)
        {
            Assert.False(process.HasExited);
            await Task.Delay(20);
            part.Refresh();
        }

        using var kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(130, process.ExitCode);
        Assert.Contains("goes on from there", await error, StringComparison.Ordinal);
        Assert.Equal(40_000, new FileInfo(part.FullName).Length);
    }
}
