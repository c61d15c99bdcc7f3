using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using SKReasoning.TestKit.RandomModels;

namespace SKReasoning.Benchmarks.RandomModels;

/// <summary>The command <c>model</c>.</summary>
internal static class ModelCommand
{
    private static readonly Dictionary<string, RandomModelShape> s_shapes = new(StringComparer.Ordinal)
    {
        ["tiny"] = RandomModelShape.Tiny,
        ["1b"] = RandomModelShape.OneBillion,
        ["8b"] = RandomModelShape.EightBillion,
    };

    public static Command Create()
    {
        var shape = new Option<string>("--shape") { Description = "Size of the model.", DefaultValueFactory = _ => "tiny" };
        shape.AcceptOnlyFromAmong([.. s_shapes.Keys]);
        var output = new Option<FileInfo>("--out") { Description = "GGUF file to write; one that is there is replaced.", Required = true };
        var seed = new Option<int>("--seed") { Description = "Decides every weight.", DefaultValueFactory = _ => 42 };
        var command = new Command("model", "Writes a model with random weights, to measure speed with.") { shape, output, seed };
        command.SetAction(parsed =>
        {
            var file = parsed.GetRequiredValue(output);
            var start = Stopwatch.GetTimestamp();
            RandomModelFile.Write(file.FullName, s_shapes[parsed.GetRequiredValue(shape)], parsed.GetValue(seed));
            file.Refresh();
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{file.FullName}: {file.Length / 1e9:F2} GB in {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s"));
        });
        return command;
    }
}
