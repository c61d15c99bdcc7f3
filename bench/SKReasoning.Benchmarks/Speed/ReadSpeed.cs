using System.Diagnostics;
using System.Globalization;
using MathNet.Numerics.Statistics;
using SKReasoning.Evaluation;
using SKReasoning.LocalModel;

namespace SKReasoning.Benchmarks.Speed;

/// <summary>Times one teacher-forced pass over a text, read or not.</summary>
internal sealed class ReadSpeed(SpeedSettings settings) : IDisposable
{
    private readonly Dictionary<bool, LlamaModel> _models = new() { [false] = Load(settings, FlashAttention.Off), [true] = Load(settings, FlashAttention.On) };
    private int _texts;

    /// <summary>The measurement as a Markdown table: ratios are to the plain pass with flash attention.</summary>
    public string Run(TextWriter progress)
    {
        var table = new MarkdownTable("pass", "flash attention", "tokens", "ms", "of plain", "of plain with flash attention");
        foreach (var depth in settings.Depths)
        {
            progress.WriteLine($"{depth} tokens in one pass: {settings.Rounds} rounds");
            var rounds = Enumerable.Range(0, settings.Rounds + 1).Select(_ => Round(depth)).ToList()[1..];
            foreach (var arm in rounds[0].Keys)
            {
                table.Add(
                    arm.Name,
                    arm.Flash ? "on" : "off",
                    depth.ToString(CultureInfo.InvariantCulture),
                    rounds.Select(round => round[arm]).Median().ToString("F1", CultureInfo.InvariantCulture),
                    Bootstrap.Of(rounds, sample => sample.Select(round => round[arm] / round[("plain", arm.Flash)]).Median()).ToString("F3"),
                    Bootstrap.Of(rounds, sample => sample.Select(round => round[arm] / round[("plain", true)]).Median()).ToString("F3"));
            }
        }

        return table.ToString();
    }

    public void Dispose()
    {
        foreach (var model in _models.Values)
        {
            model.Dispose();
        }
    }

    private static LlamaModel Load(SpeedSettings settings, FlashAttention flash) => LlamaModel.Load(new LocalModelOptions
    {
        Path = settings.Model,
        Threads = settings.Threads,
        Sequences = 1,
        BatchSize = SpeedSettings.BatchSize,
        ContextLength = settings.LongestText,
        FlashAttention = flash,
        CaptureMemory = 1L << 30,
        CheckTensors = false,
    });

    private Dictionary<(string Name, bool Flash), double> Round(int depth)
    {
        var times = new Dictionary<(string, bool), double>();
        foreach (var flash in (bool[])[true, false])
        {
            var shape = _models[flash].Shape;
            times[("plain", flash)] = Time(flash, depth, null);
            times[("step sums, all layers", flash)] = Time(flash, depth, new SignalObserver(shape, 0, feeds: true, _ => AttentionForms.StepSums));
            times[("step sums, every 4th layer", flash)] = Time(flash, depth, new SignalObserver(shape, 0, feeds: true, layer => layer % 4 == 3 ? AttentionForms.StepSums : AttentionForms.None));
        }

        return times;
    }

    private double Time(bool flash, int depth, SignalObserver? observer)
    {
        // Each text is another one: none finds its prefix in the cache.
        var random = new Random(++_texts);
        int[] tokens = [.. Enumerable.Range(0, depth).Select(_ => random.Next(300, _models[flash].VocabularySize))];
        for (var position = 0; position < depth; position++)
        {
            observer?.Announce(position);
        }

        var start = Stopwatch.GetTimestamp();
        _models[flash].ReadAsync(tokens, observer, onLogits: null).GetAwaiter().GetResult();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
