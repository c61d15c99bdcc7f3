using System.Globalization;
using MathNet.Numerics.Statistics;
using SKReasoning.Evaluation;

namespace SKReasoning.Benchmarks.Start;

/// <summary>Starts programs again and again, and times how long a user waits for the first word.</summary>
internal sealed class StartBenchmark(IReadOnlyList<PublishedProgram> programs, IReadOnlyList<string> arguments, int runs)
{
    /// <summary>The measurement as a Markdown table: a row for each program.</summary>
    /// <remarks>Programs take turns, so that a change of the machine's speed meets all of them; a first round only fills the file cache.</remarks>
    public async Task<string> RunAsync(TextWriter progress, CancellationToken cancellationToken)
    {
        var rounds = new List<StartTiming[]>();
        for (var round = 0; round <= runs; round++)
        {
            var timings = new StartTiming[programs.Count];
            for (var i = 0; i < timings.Length; i++)
            {
                timings[i] = await programs[i].RunAsync(arguments, cancellationToken);
            }

            rounds.Add(timings);
            progress.WriteLine($"{round} of {runs} rounds");
        }

        rounds.RemoveAt(0);
        var table = new MarkdownTable("program", "executable, MB", "folder, MB", "first character, s", "fastest and slowest, s", "exit, s");
        for (var i = 0; i < programs.Count; i++)
        {
            var program = i;
            var first = rounds.Select(round => round[program].FirstCharacter).ToArray();
            table.Add(
                programs[i].IsNative ? "compiled ahead of time" : "on the .NET runtime",
                MegaBytes(programs[i].ExecutableBytes),
                MegaBytes(programs[i].FolderBytes),
                Median(rounds, round => round[program].FirstCharacter),
                string.Create(CultureInfo.InvariantCulture, $"{first.Min():F3}, {first.Max():F3}"),
                Median(rounds, round => round[program].Exit));
        }

        return table.ToString();
    }

    private static string Median(List<StartTiming[]> rounds, Func<StartTiming[], double> value) => Bootstrap.Of(rounds, sample => sample.Select(value).Median()).ToString();

    private static string MegaBytes(long bytes) => (bytes / 1e6).ToString("F1", CultureInfo.InvariantCulture);
}
