using System.Diagnostics;

namespace SKReasoning.Benchmarks.Spectral;

/// <summary>What one layer of a turn costs, in milliseconds, and what comes out.</summary>
/// <param name="Rows">Taking all rows and states as they come.</param>
/// <param name="Metrics">The default metrics of the finished turn.</param>
/// <param name="Dense">The same metrics by a dense solve; null where it was not run.</param>
/// <param name="Iterative">The signature found.</param>
/// <param name="Exact">The signature of the dense solve.</param>
internal sealed record GraphTiming(double Rows, double Metrics, double? Dense, SpectralSignature Iterative, SpectralSignature? Exact)
{
    /// <summary>All that a layer adds to a turn.</summary>
    public double Total => Rows + Metrics;

    /// <summary>Times a turn, the best of some runs: what the machine does besides only ever adds.</summary>
    public static GraphTiming Measure(ModelShape shape, int tokens, int runs, bool dense)
    {
        var graph = new AttentionGraph(layer: 0, shape.HiddenSize);
        var rows = double.PositiveInfinity;
        var metrics = double.PositiveInfinity;
        SpectralSignature iterative = default;
        for (var run = 0; run < runs; run++)
        {
            // Emptied, because a graph that was measured before starts from what it found.
            graph.Truncate(0);
            rows = Math.Min(rows, Fill(graph, shape, tokens));
            metrics = Math.Min(metrics, Time(() => iterative = graph.Measure()));
        }

        SpectralSignature? exact = null;
        double? denseTime = dense ? Time(() => exact = graph.Measure(SpectralMode.Sound, SpectralSolver.Dense)) : null;
        return new GraphTiming(rows, metrics, denseTime, iterative, exact);
    }

    // Only the graph's own work counts, not the making of its input.
    private static double Fill(AttentionGraph graph, ModelShape shape, int tokens)
    {
        var layer = new SyntheticLayer(shape, tokens, seed: 1);
        long ticks = 0;
        for (var token = 0; token < tokens; token++)
        {
            var rows = layer.Rows(token);
            var state = layer.State(token);
            var start = Stopwatch.GetTimestamp();
            graph.AddRow(token, rows);
            graph.AddHiddenState(token, state);
            ticks += Stopwatch.GetTimestamp() - start;
        }

        return ticks * 1000.0 / Stopwatch.Frequency;
    }

    private static double Time(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
