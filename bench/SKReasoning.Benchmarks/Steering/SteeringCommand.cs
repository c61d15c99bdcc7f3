using System.CommandLine;

namespace SKReasoning.Benchmarks.Steering;

/// <summary>The commands <c>steer cost</c> and <c>steer effect</c>.</summary>
internal static class SteeringCommand
{
    public static Command Create() => new("steer", "What steering costs, and what it does to answers.") { Cost(), Effect() };

    private static Command Cost()
    {
        var model = CommonOptions.Model();
        var threads = CommonOptions.Threads();
        var command = new Command("cost", "Time of steered decoding over that of plain decoding.") { model, threads };
        command.SetAction(parsed =>
        {
            using var cost = new SteeringCost(parsed.GetRequiredValue(model).FullName, parsed.GetValue(threads));
            Console.Out.Write(cost.Run(Console.Error));
        });
        return command;
    }

    private static Command Effect()
    {
        var model = CommonOptions.Model();
        var problems = CommonOptions.AtLeast(2, new("--problems") { Description = "Word problems.", DefaultValueFactory = _ => 150 });
        var operations = new Option<int[]>("--operations")
        {
            Description = "Operations of the problems, 1 to 28. May be given several times.",
            DefaultValueFactory = _ => [6, 8, 10],
        };
        var seed = new Option<int>("--seed") { Description = "Seed of the problems.", DefaultValueFactory = _ => 1 };
        var command = new Command("effect", "Right answers, decoded greedily, with each kind of steering and without.") { model, problems, operations, seed };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var effect = new SteeringEffect(parsed.GetRequiredValue(model).FullName, parsed.GetValue(problems), parsed.GetRequiredValue(operations), parsed.GetValue(seed));
            await Console.Out.WriteAsync(await effect.RunAsync(Console.Error, cancellationToken));
        });
        return command;
    }
}
