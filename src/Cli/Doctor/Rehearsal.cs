using System.Diagnostics;

namespace SKReasoning.Cli.Doctor;

/// <summary>Reads a token in a process of its own: where a GPU backend cannot run, it ends the process that it is in.</summary>
internal static class Rehearsal
{
    /// <summary>Runs it.</summary>
    /// <returns>The exit code: 0 where the token was read.</returns>
    public static async Task<int> RunAsync(string model, CancellationToken cancellationToken)
    {
        var program = Environment.ProcessPath!;
        string[] read = ["inspect", "--model", model, "--tokens", "0", "--layers", "none", "--json", "-"];
        // A tool is started as a library of dotnet or by a program of its own, as it was built.
        var isHost = Path.GetFileNameWithoutExtension(program) == "dotnet";
        var start = new ProcessStartInfo(program, isHost ? [Path.Combine(AppContext.BaseDirectory, "SKReasoning.Cli.dll"), .. read] : read)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"'{program}' could not be started.");
        try
        {
            await Task.WhenAll(
                process.StandardOutput.ReadToEndAsync(cancellationToken),
                process.StandardError.ReadToEndAsync(cancellationToken),
                process.WaitForExitAsync(cancellationToken));
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }

        return process.ExitCode;
    }
}
