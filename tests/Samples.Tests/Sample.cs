using System.Diagnostics;

namespace Samples.Tests;

/// <summary>A sample as its user runs it.</summary>
internal static class Sample
{
    public static string Model => Path.Combine(AppContext.BaseDirectory, "models", "abacus-8m.Q8_0.gguf");

    /// <summary>Runs a sample that must succeed, and gives what it printed.</summary>
    public static async Task<string> RunAsync(string name, params string[] arguments)
    {
        var run = await TryRunAsync(name, "", arguments);
        Assert.True(run.ExitCode == 0, run.Error);
        return run.Output;
    }

    /// <summary>Runs a sample to its end.</summary>
    /// <param name="name">Name of its assembly.</param>
    /// <param name="input">What is typed.</param>
    /// <param name="arguments">Its arguments.</param>
    public static async Task<(int ExitCode, string Output, string Error)> TryRunAsync(string name, string input, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, $"{name}.dll"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        return (process.ExitCode, await output, await error);
    }
}
