using System.CommandLine;

namespace SKReasoning.Benchmarks.Start;

/// <summary>The command <c>start</c>.</summary>
internal static class StartCommand
{
    private const string Question = "Tom has 3 times as many apples as Sara. Sara has 7 apples. Order as many apples as Tom has.";

    public static Command Create()
    {
        var programs = new Option<FileInfo[]>("--program") { Description = "Published executables of ConsoleBot to compare.", Required = true, AllowMultipleArgumentsPerToken = true };
        programs.AcceptExistingOnly();
        var ask = new Option<string>("--ask") { Description = "The question.", DefaultValueFactory = _ => Question };
        var runs = CommonOptions.AtLeast(2, new("--runs") { Description = "Starts of each program.", DefaultValueFactory = _ => 20 });
        var command = new Command("start", "Time from the start of a program to the first character of its answer.") { programs, ask, runs };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var benchmark = new StartBenchmark(
                [.. parsed.GetRequiredValue(programs).Select(file => new PublishedProgram(file))], ["--ask", parsed.GetRequiredValue(ask)], parsed.GetValue(runs));
            await Console.Out.WriteAsync(await benchmark.RunAsync(Console.Error, cancellationToken));
        });
        return command;
    }
}
