using System.Diagnostics;
using SKReasoning.TestKit;

namespace SKReasoning.Cli.Tests.Eval;

/// <summary>A run that is killed again and again, as by a machine that loses power.</summary>
public sealed class KilledRunTests : IDisposable
{
    // Each costs the start of a process; SKREASONING_KILLS=20 takes a minute and a half.
    private static readonly int s_kills = int.TryParse(Environment.GetEnvironmentVariable("SKREASONING_KILLS"), out var kills) ? kills : 5;
    private static readonly int s_items = Math.Max(8, s_kills + 4);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_KilledAgainAndAgain_EndsWithTheNumbersOfOneThatWasNot()
    {
        var arms = _folder.Write("arms.yaml", "arms:\n  greedy:\n  hot: { temperature: 1.5 }\n");
        string[] Arguments(string output) =>
            ["eval", "--model", BuiltInModelFile.Path, "--arms", arms, "--items", $"{s_items}", "--operations", "1", "--distractors", "0", "--parallel", "1", "--out", _folder.File(output)];
        var results = new FileInfo(_folder.File("killed/results.jsonl"));

        for (var kill = 0; kill < s_kills; kill++)
        {
            using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "SKReasoning.Cli.dll"), .. Arguments("killed")])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            await KillAsync(process, results, written: 1 + (kill % 2));
            Tear(results, kill);
        }

        Assert.Equal(0, (await ToolRun.StartAsync(Arguments("killed"))).ExitCode);
        Assert.Equal(0, (await ToolRun.StartAsync(Arguments("whole"))).ExitCode);

        var numbers = EvalResults.Numbers(results.DirectoryName!);
        Assert.Equal(2 * s_items, numbers.Length);
        Assert.Equal(EvalResults.Numbers(_folder.File("whole")), numbers);
    }

    // As soon as so many results were added, in the middle of the next one.
    private static async Task KillAsync(Process process, FileInfo results, int written)
    {
        var before = Lines(results);
        while (Lines(results) < before + written)
        {
            Assert.False(process.HasExited, "The run ended before it was killed.");
            await Task.Delay(2);
        }

        process.Kill();
        await process.WaitForExitAsync();
    }

    // A kill seldom meets the moment of a write: every other time a part of a line is left, as a full disk or a lost page would.
    private static void Tear(FileInfo results, int kill)
    {
        if (kill % 2 == 1)
        {
            File.AppendAllText(results.FullName, "{\"arm\":\"greedy\",\"item\":\"word-1-"[..(1 + kill)]);
        }
    }

    private static int Lines(FileInfo results)
    {
        if (!results.Exists)
        {
            results.Refresh();
            return 0;
        }

        using var file = new FileStream(results.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return bytes.ToArray().Count(value => value == '\n');
    }
}
