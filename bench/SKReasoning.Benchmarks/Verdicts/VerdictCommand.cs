using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;

namespace SKReasoning.Benchmarks.Verdicts;

/// <summary>The command <c>verdict</c>.</summary>
internal static class VerdictCommand
{
    private const int MostOperations = 28;

    public static Command Create()
    {
        var model = CommonOptions.Model();
        var threads = CommonOptions.Threads();
        var problems = CommonOptions.AtLeast(2, new("--problems")
        {
            Description = "Problems of each of the two sets.",
            DefaultValueFactory = _ => 300,
        });
        var operations = new Option<ImmutableArray<int>>("--operations")
        {
            Description = $"Operations of the problems, 1 to {MostOperations}, separated by commas.",
            DefaultValueFactory = _ => [4, 6, 8, 10],
            CustomParser = ParseOperations,
        };
        var temperatures = new Option<double[]>("--temperature")
        {
            Description = "Temperatures of first attempts; 0 is greedy. May be given several times.",
            DefaultValueFactory = _ => [0, 1],
        };
        var seed = new Option<int>("--seed") { Description = "Seed of problems and samples.", DefaultValueFactory = _ => 1 };
        var retries = CommonOptions.AtLeast(1, new("--retries")
        {
            Description = "Retries of the largest arm.",
            DefaultValueFactory = _ => 4,
        });
        var output = new Option<string?>("--out") { Description = "File that the report is written to as well." };
        temperatures.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double[]>()?.All(temperature => temperature is >= 0 and <= 4) != true)
            {
                result.AddError("--temperature must be 0 to 4.");
            }
        });

        var command = new Command("verdict", "How well the verdict on a turn tells wrong answers, and what retries then gain at which cost.")
        {
            model, threads, problems, operations, temperatures, seed, retries, output,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new VerdictSettings(
                parsed.GetRequiredValue(model),
                parsed.GetValue(threads),
                parsed.GetValue(problems),
                parsed.GetValue(operations),
                [.. parsed.GetRequiredValue(temperatures).Distinct().Order()],
                parsed.GetValue(seed),
                parsed.GetValue(retries)),
            parsed.GetValue(output),
            cancellationToken));
        return command;
    }

    private static async Task RunAsync(VerdictSettings settings, string? output, CancellationToken cancellationToken)
    {
        var measurement = await VerdictBenchmark.RunAsync(settings, Console.Error, cancellationToken);
        var report = VerdictReport.Write(settings.Command(output), settings, measurement);
        await Console.Out.WriteAsync(report);
        if (output is not null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(output))!);
            await File.WriteAllTextAsync(output, report, cancellationToken);
        }
    }

    private static ImmutableArray<int> ParseOperations(ArgumentResult result)
    {
        var texts = result.Tokens.SelectMany(token => token.Value.Split(','));
        var values = texts.Select(text => int.TryParse(text, out var value) ? value : 0).ToImmutableArray();
        if (values.IsEmpty || values.Any(value => value is < 1 or > MostOperations))
        {
            result.AddError($"--operations must be numbers from 1 to {MostOperations}, separated by commas.");
        }

        return values;
    }
}
