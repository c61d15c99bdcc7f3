using System.Globalization;
using SKReasoning.LocalModel;

namespace SKReasoning.Benchmarks.Spectral;

/// <summary>Times the default metrics of a turn on synthetic attention, against a dense solve of the same graph and against writing the turn.</summary>
internal sealed class SpectralBenchmark(SpectralSettings settings)
{
    // SmolLM2-135M.
    private static readonly ModelShape s_shape = new(Layers: 30, Heads: 9, HiddenSize: 576);

    private static readonly int[] s_sizes = [128, 256, 512, 1024, 2048];

    /// <summary>The measurement as two Markdown tables.</summary>
    public string Run(TextWriter progress)
    {
        using var model = settings.Model is null ? null
            : LlamaModel.Load(new LocalModelOptions { Path = settings.Model, Threads = settings.Threads, Sequences = 1, ContextLength = 2 * s_sizes[^1] });
        GraphTiming.Measure(s_shape, s_sizes[0], settings.Runs, dense: true);
        var cost = new MarkdownTable(["N", "rows, ms", "metrics, ms", "dense solve, ms", "dense over metrics", "writing the turn, ms", .. settings.Layers.Select(layers => $"share, {layers} layer{(layers == 1 ? "" : "s")}")]);
        var errors = new MarkdownTable("N", "HFER", "stated error", "dense HFER", "Fiedler", "stated error", "dense Fiedler", "smoothness", "dense smoothness");
        foreach (var tokens in s_sizes)
        {
            progress.WriteLine($"{tokens} tokens");
            var timing = GraphTiming.Measure(s_shape, tokens, settings.Runs, dense: tokens <= settings.DenseUpTo);
            double? turn = model is null ? null : DecodeTiming.Turn(model, tokens);
            cost.Add([
                $"{tokens}", Text(timing.Rows, "F1"), Text(timing.Metrics, "F1"), Text(timing.Dense, "F0"), Text(timing.Dense / timing.Metrics, "F1"), Text(turn, "F0"),
                .. settings.Layers.Select(layers => Text(layers * timing.Total / turn, "P2")),
            ]);
            errors.Add(
                $"{tokens}", Text(timing.Iterative.HighFrequencyRatio, "F4"), Text(timing.Iterative.HighFrequencyError, "F4"), Text(timing.Exact?.HighFrequencyRatio, "F4"),
                Text(timing.Iterative.Fiedler, "G9"), Text(timing.Iterative.FiedlerResidual, "E0"), Text(timing.Exact?.Fiedler, "G9"),
                Text(timing.Iterative.Smoothness, "F9"), Text(timing.Exact?.Smoothness, "F9"));
        }

        return $"{cost}\n{errors}{(model is null ? "\nNo model was given: no turn was written, so there are no shares.\n" : "")}";
    }

    private static string Text(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "–";
}
