using System.Diagnostics;

namespace Samples.Tests;

/// <summary>A sample as its user runs it.</summary>
internal static class Sample
{
    public static string Model => Path.Combine(AppContext.BaseDirectory, "models", "abacus-8m.Q8_0.gguf");

    /// <summary>Runs a sample to its end and gives what it printed.</summary>
    public static async Task<string> RunAsync(string name, params string[] arguments)
    {
        using var process = Start(name, arguments);
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        Assert.True(process.ExitCode == 0, await error);
        return output;
    }

    /// <summary>Starts a sample.</summary>
    public static Process Start(string name, params string[] arguments)
        => Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, $"{name}.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
}
