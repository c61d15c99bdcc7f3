using System.CommandLine;

namespace SKReasoning.Benchmarks.Speed;

/// <summary>The command <c>speed</c>.</summary>
internal static class SpeedCommand
{
    public static Command Create()
    {
        var model = CommonOptions.Model();
        var threads = CommonOptions.Threads();
        var rounds = CommonOptions.AtLeast(1, new("--rounds") { Description = "Paired rounds of each measurement.", DefaultValueFactory = _ => 7 });
        var tokens = CommonOptions.AtLeast(1, new("--tokens") { Description = "Tokens that are timed in each run.", DefaultValueFactory = _ => 48 });
        var branches = CommonOptions.AtLeast(10, new("--branches") { Description = "Branches whose memory is watched.", DefaultValueFactory = _ => 10_000 });
        var depths = new Option<int[]>("--depths") { Description = "Tokens before those that are timed.", DefaultValueFactory = _ => [256, 1024], AllowMultipleArgumentsPerToken = true };
        var command = new Command("speed", "What reading, steering and batching cost, against plain decoding and llama.cpp alone, on whatever device the libraries use.");
        Add("decode", "The time of a token.", (settings, _) => Task.FromResult(Use(new DecodeSpeed(settings), speed => speed.Run(Console.Error))));
        Add("read", "One pass over a text.", (settings, _) => Task.FromResult(Use(new ReadSpeed(settings), speed => speed.Run(Console.Error))));
        Add("batch", "Chats and branches at the same time.", async (settings, _) =>
        {
            using var speed = new BatchSpeed(settings);
            return await speed.RunAsync(Console.Error);
        });
        Add("branches", "Memory over thousands of branches.", (settings, parsed) => Task.FromResult(Use(new BranchMemory(settings, parsed.GetValue(branches)), memory => memory.Run(Console.Error))));
        return command;

        void Add(string name, string description, Func<SpeedSettings, ParseResult, Task<string>> run)
        {
            var sub = new Command(name, description) { model, threads, rounds, tokens, depths, branches };
            sub.SetAction(async (parsed, _) => await Console.Out.WriteAsync(await run(
                new SpeedSettings(parsed.GetRequiredValue(model).FullName, parsed.GetValue(threads), parsed.GetValue(rounds), parsed.GetValue(tokens), parsed.GetRequiredValue(depths)),
                parsed)));
            command.Add(sub);
        }
    }

    private static string Use<T>(T measurement, Func<T, string> run)
        where T : IDisposable
    {
        using (measurement)
        {
            return run(measurement);
        }
    }
}
