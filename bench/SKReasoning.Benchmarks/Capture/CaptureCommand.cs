using System.CommandLine;

namespace SKReasoning.Benchmarks.Capture;

/// <summary>The command <c>capture</c>.</summary>
internal static class CaptureCommand
{
    public static Command Create()
    {
        var model = CommonOptions.Model();
        var threads = CommonOptions.Threads();
        var command = new Command("capture", "What reading attention in all layers costs, against the same library without a callback.")
        {
            model, threads,
        };
        command.SetAction(parsed =>
        {
            using var benchmark = new CaptureBenchmark(parsed.GetRequiredValue(model).FullName, parsed.GetValue(threads));
            Console.Out.Write(benchmark.Run(Console.Error));
        });
        return command;
    }
}
