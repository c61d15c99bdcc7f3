using System.CommandLine;

namespace SKReasoning.Benchmarks.Pruning;

/// <summary>The command <c>prune</c>.</summary>
internal static class PruneCommand
{
    public static Command Create()
    {
        var model = CommonOptions.Model();
        var threads = CommonOptions.Threads();
        var problems = Number("--problems", "Number of problems.", 48);
        var operations = Number("--operations", "Operations of each problem.", 7);
        var distractors = Number("--distractors", "Sentences of each problem that do not matter.", 7);
        var candidates = Number("--candidates", "Most units of a problem that are tried.", new PruneOptions().MaxCandidates);
        var gain = new Option<double>("--gain") { Description = "Least gain of the answer's mean log-probability.", DefaultValueFactory = _ => new PruneOptions().MinimumGain };
        var seed = new Option<int>("--seed") { Description = "Seed of problems and samples.", DefaultValueFactory = _ => 1 };
        var output = new Option<string?>("--out") { Description = "File that the report is written to as well." };
        var command = new Command("prune", "Whether answers are better without what pruning finds, against simpler ways and at which cost.")
        {
            model, threads, problems, operations, distractors, candidates, gain, seed, output,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new PruneSettings(
                parsed.GetRequiredValue(model),
                parsed.GetValue(problems),
                parsed.GetValue(operations),
                parsed.GetValue(distractors),
                parsed.GetValue(candidates),
                parsed.GetValue(gain),
                parsed.GetValue(seed),
                parsed.GetValue(threads)),
            parsed.GetValue(output),
            cancellationToken));
        return command;
    }

    private static Option<int> Number(string name, string description, int value)
        => CommonOptions.AtLeast(1, new(name) { Description = description, DefaultValueFactory = _ => value });

    private static async Task RunAsync(PruneSettings settings, string? output, CancellationToken cancellationToken)
    {
        var results = await PruneBenchmark.RunAsync(settings, Console.Error, cancellationToken);
        var report = PruneTables.Write(settings.Command(output), settings, results);
        await Console.Out.WriteAsync(report);
        if (output is not null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(output))!);
            await File.WriteAllTextAsync(output, report, cancellationToken);
        }
    }
}
