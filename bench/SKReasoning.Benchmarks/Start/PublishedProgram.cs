using System.Diagnostics;

namespace SKReasoning.Benchmarks.Start;

/// <summary>An executable in the folder that it was published to.</summary>
internal sealed class PublishedProgram(FileInfo executable)
{
    // What nothing loads when the program runs.
    private static readonly string[] s_companions = [".dbg", ".pdb", ".xml"];

    /// <summary>Whether it needs no .NET runtime: compiled ahead of time, it has no assembly beside it.</summary>
    public bool IsNative => !File.Exists(executable.FullName + ".dll");

    /// <summary>Bytes of the executable.</summary>
    public long ExecutableBytes => executable.Length;

    /// <summary>Bytes of all files that are needed to run it, without those of a .NET runtime.</summary>
    public long FolderBytes
        => executable.Directory!.EnumerateFiles("*", SearchOption.AllDirectories).Where(file => !s_companions.Contains(file.Extension)).Sum(file => file.Length);

    /// <summary>Runs it once with nothing to read.</summary>
    /// <exception cref="InvalidOperationException">It prints nothing, or ends with an exit code other than 0.</exception>
    public async Task<StartTiming> RunAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(executable.FullName, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        process.StandardInput.Close();
        var first = await ReadVisibleAsync(process.StandardOutput, cancellationToken);
        var firstCharacter = Stopwatch.GetElapsedTime(start);
        await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return first && process.ExitCode == 0
            ? new StartTiming(firstCharacter.TotalSeconds, Stopwatch.GetElapsedTime(start).TotalSeconds)
            : throw new InvalidOperationException($"{executable.FullName} ended with exit code {process.ExitCode}{(first ? "" : " and printed nothing")}.");
    }

    private static async Task<bool> ReadVisibleAsync(StreamReader output, CancellationToken cancellationToken)
    {
        var character = new char[1];
        while (await output.ReadAsync(character.AsMemory(), cancellationToken) > 0)
        {
            if (!char.IsWhiteSpace(character[0]))
            {
                return true;
            }
        }

        return false;
    }
}
