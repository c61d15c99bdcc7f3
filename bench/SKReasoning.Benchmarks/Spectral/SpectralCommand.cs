using System.CommandLine;

namespace SKReasoning.Benchmarks.Spectral;

/// <summary>The command <c>spectral</c>.</summary>
internal static class SpectralCommand
{
    public static Command Create()
    {
        var model = new Option<FileInfo?>("--model") { Description = "GGUF file that writes the turns; without it metrics are not compared with writing." };
        var threads = CommonOptions.Threads();
        var runs = CommonOptions.AtLeast(1, new Option<int>("--runs") { Description = "Runs of which the best counts.", DefaultValueFactory = _ => 3 });
        var dense = new Option<int>("--dense-up-to") { Description = "Largest graph that is also solved densely; 2048 tokens take minutes.", DefaultValueFactory = _ => 1024 };
        var layers = new Option<int[]>("--layers") { Description = "Numbers of layers to give the share of a turn for.", DefaultValueFactory = _ => [1, 4] };
        var command = new Command("spectral", "What the spectral signature of a turn costs, against a dense solve and against writing the turn.")
        {
            model, threads, runs, dense, layers,
        };
        command.SetAction(parsed =>
        {
            var file = parsed.GetValue(model);
            if (file is { Exists: false })
            {
                Console.Error.WriteLine($"There is no {file.FullName}: turns are not written, only measured.");
            }

            var settings = new SpectralSettings(
                file is { Exists: true } ? file.FullName : null, parsed.GetValue(threads), parsed.GetValue(runs), parsed.GetValue(dense), parsed.GetRequiredValue(layers));
            Console.Out.Write(new SpectralBenchmark(settings).Run(Console.Error));
        });
        return command;
    }
}
