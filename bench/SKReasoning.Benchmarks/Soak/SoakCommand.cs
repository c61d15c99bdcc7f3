using System.CommandLine;

namespace SKReasoning.Benchmarks.Soak;

/// <summary>The command <c>soak</c>.</summary>
internal static class SoakCommand
{
    public static Command Create()
    {
        var model = CommonOptions.Model();
        var threads = CommonOptions.Threads();
        var turns = CommonOptions.AtLeast(10, new("--turns") { Description = "Turns in all.", DefaultValueFactory = _ => 5000 });
        var command = new Command("soak", "Memory over thousands of short turns: plain, judged and branched, steered, cancelled, sampled.") { model, threads, turns };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var soak = new SoakBenchmark(parsed.GetRequiredValue(model).FullName, parsed.GetValue(threads), parsed.GetValue(turns));
            await Console.Out.WriteAsync(await soak.RunAsync(Console.Error, cancellationToken));
        });
        return command;
    }
}
