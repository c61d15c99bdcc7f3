using System.CommandLine;

namespace SKReasoning.Benchmarks.Load;

/// <summary>The command <c>load</c>.</summary>
internal static class LoadCommand
{
    public static Command Create()
    {
        var model = CommonOptions.Model();
        var threads = CommonOptions.Threads();
        var sequences = CommonOptions.AtLeast(1, new("--sequences") { Description = "Sequences of the model's context.", DefaultValueFactory = _ => 8 });
        var chats = CommonOptions.AtLeast(1, new("--chats") { Description = "Conversations at once.", DefaultValueFactory = _ => 64 });
        var seconds = CommonOptions.AtLeast(10, new("--seconds") { Description = "How long.", DefaultValueFactory = _ => 300 });
        var command = new Command("load", "Many conversations with a tool at once: what runs, how often, how fairly, and at what memory.") { model, threads, sequences, chats, seconds };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var load = new LoadBenchmark(
                parsed.GetRequiredValue(model).FullName, parsed.GetValue(threads), parsed.GetValue(sequences), parsed.GetValue(chats), TimeSpan.FromSeconds(parsed.GetValue(seconds)));
            await Console.Out.WriteAsync(await load.RunAsync(Console.Error, cancellationToken));
        });
        return command;
    }
}
