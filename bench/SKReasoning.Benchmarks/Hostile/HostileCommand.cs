using System.CommandLine;

namespace SKReasoning.Benchmarks.Hostile;

/// <summary>The command <c>hostile</c>.</summary>
internal static class HostileCommand
{
    public static Command Create()
    {
        var model = CommonOptions.Model();
        var threads = CommonOptions.Threads();
        var requests = CommonOptions.AtLeast(1, new("--requests") { Description = "Requests in all.", DefaultValueFactory = _ => 10_000 });
        var seed = CommonOptions.AtLeast(0, new("--seed") { Description = "Seed of the requests.", DefaultValueFactory = _ => 1 });
        var from = CommonOptions.AtLeast(0, new("--from") { Description = "Number of the first request: with --requests 1 one that failed is sent again.", DefaultValueFactory = _ => 0 });
        var command = new Command("hostile", "How a model's chat client bears malformed and malicious requests.") { model, threads, requests, seed, from };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var benchmark = new HostileBenchmark(parsed.GetRequiredValue(model).FullName, parsed.GetValue(threads), parsed.GetValue(seed));
            await Console.Out.WriteAsync(await benchmark.RunAsync(parsed.GetValue(from), parsed.GetValue(requests), Console.Error, cancellationToken));
        });
        return command;
    }
}
