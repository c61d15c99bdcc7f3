using System.Globalization;
using SKReasoning.LocalModel;

namespace SKReasoning.Benchmarks.Spectral;

/// <summary>Times the default metrics of a turn on synthetic attention, against a dense solve of the same graph and against writing the turn.</summary>
internal sealed class SpectralBenchmark(SpectralSettings settings)
{
    // SmolLM2-135M.
    private static readonly ModelShape s_shape = new(Layers: 30, Heads: 9, HiddenSize: 576);

    private const string Prompt = "Tom has 3 times as many apples as Sara, who has 7. Let us think step by step about how many apples they have together.";
    private const int WrittenTokens = 384;

    private static readonly int[] s_sizes = [128, 256, 512, 1024, 2048];

    /// <summary>The measurement in Markdown.</summary>
    public string Run(TextWriter progress)
    {
        using var model = settings.Model is null ? null
            : LlamaModel.Load(new LocalModelOptions { Path = settings.Model, Threads = settings.Threads, Sequences = 1, ContextLength = 2 * s_sizes[^1] });
        GraphTiming.Measure(s_shape, s_sizes[0], settings.Runs, dense: true);
        var cost = new MarkdownTable(["N", "rows, ms", "metrics, ms", "dense solve, ms", "dense over metrics", "writing the turn, ms", .. settings.Layers.Select(layers => $"share, {layers} layer{(layers == 1 ? "" : "s")}")]);
        var errors = Errors("N");
        var ownErrors = Errors("layer");
        if (model is not null)
        {
            progress.WriteLine($"the model's own text of {WrittenTokens} tokens");
            foreach (var graph in OwnGraphs(model))
            {
                AddErrors(ownErrors, graph.Layer, graph.Measure(), graph.Measure(SpectralMode.Sound, SpectralSolver.Dense));
            }
        }

        foreach (var tokens in s_sizes)
        {
            progress.WriteLine($"{tokens} tokens");
            var timing = GraphTiming.Measure(s_shape, tokens, settings.Runs, dense: tokens <= settings.DenseUpTo);
            double? turn = model is null ? null : DecodeTiming.Turn(model, tokens);
            cost.Add([
                $"{tokens}", Text(timing.Rows, "F1"), Text(timing.Metrics, "F1"), Text(timing.Dense, "F0"), Text(timing.Dense / timing.Metrics, "F1"), Text(turn, "F0"),
                .. settings.Layers.Select(layers => Text(layers * timing.Total / turn, "P2")),
            ]);
            AddErrors(errors, tokens, timing.Iterative, timing.Exact);
        }

        return $"## What a turn costs\n\n{cost}\n## What comes out, on synthetic attention\n\n{errors}\n"
            + (model is null ? "No model was given: no turn was written, so there are no shares.\n" : $"## What comes out, on {WrittenTokens} tokens that the model wrote\n\n{ownErrors}");
    }

    private static IReadOnlyList<AttentionGraph> OwnGraphs(LlamaModel model)
    {
        var observer = new GraphObserver(model.Shape, [0, model.Shape.Layers / 3, 2 * model.Shape.Layers / 3, model.Shape.Layers - 1]);
        int[] prompt = model.Tokenize(Prompt);
        var text = new SampledText { Prompt = prompt, MaxNewTokens = WrittenTokens - prompt.Length, Observer = observer };
        model.Submit(text);
        text.Completion.GetAwaiter().GetResult();
        return observer.Graphs;
    }

    private static MarkdownTable Errors(string of)
        => new(of, "HFER", "stated error", "dense HFER", "Fiedler", "residual", "dense Fiedler", "smoothness", "dense smoothness");

    private static void AddErrors(MarkdownTable table, int name, SpectralSignature found, SpectralSignature? exact) => table.Add(
        $"{name}", Text(found.HighFrequencyRatio, "F4"), Text(found.HighFrequencyError, "F4"), Text(exact?.HighFrequencyRatio, "F4"),
        Text(found.Fiedler, "G9"), Text(found.FiedlerResidual, "E0"), Text(exact?.Fiedler, "G9"), Text(found.Smoothness, "F9"), Text(exact?.Smoothness, "F9"));

    private static string Text(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "–";
}
