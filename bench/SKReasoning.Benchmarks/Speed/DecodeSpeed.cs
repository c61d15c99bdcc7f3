using System.Globalization;
using MathNet.Numerics.Statistics;
using SKReasoning.Evaluation;
using SKReasoning.LocalModel;
using SKReasoning.LocalModel.Steering;

namespace SKReasoning.Benchmarks.Speed;

/// <summary>Times the decoding of a token: by llama.cpp alone, by the decode loop, read in each form, and steered in each way.</summary>
/// <remarks>The arms of a round follow each other on the same weights, so that a drift of the machine's speed cancels in their ratios.</remarks>
internal sealed class DecodeSpeed : IDisposable
{
    private readonly SpeedSettings _settings;
    private readonly Dictionary<bool, LlamaModel> _models;
    private readonly Dictionary<bool, LlamaModel> _pairs;
    private readonly LlamaModel _silent;
    private readonly Dictionary<bool, BareDecoding> _bare;

    public DecodeSpeed(SpeedSettings settings)
    {
        _settings = settings;
        _models = new() { [false] = Load(FlashAttention.Off, sequences: 1), [true] = Load(FlashAttention.On, sequences: 1) };
        // A masked sequence stays in the cache, and every decode reads as far as any cell is used.
        _pairs = new() { [false] = Load(FlashAttention.Off, sequences: 2), [true] = Load(FlashAttention.On, sequences: 2) };
        _silent = Load(FlashAttention.On, sequences: 1, withoutCallback: true);
        _bare = _models.ToDictionary(pair => pair.Key, pair => new BareDecoding(pair.Value, settings, pair.Key));
    }

    /// <summary>The measurement as a Markdown table: ratios are to plain decoding of the same flash-attention setting.</summary>
    public string Run(TextWriter progress)
    {
        var table = new MarkdownTable([
            "arm", "flash attention",
            .. _settings.Depths.SelectMany(depth => new[] { $"µs a token after {depth.ToString(CultureInfo.InvariantCulture)}", "of plain", "of plain with flash attention" })]);
        var cells = new Dictionary<(string, bool), List<string>>();
        foreach (var depth in _settings.Depths)
        {
            progress.WriteLine($"depth {depth}: {_settings.Rounds} rounds");
            var rounds = Measure(depth);
            foreach (var arm in rounds[0].Keys)
            {
                var row = cells.TryGetValue(arm, out var known) ? known : cells[arm] = [];
                row.Add(rounds.Select(round => round[arm]).Median().ToString("F0", CultureInfo.InvariantCulture));
                row.Add(Bootstrap.Of(rounds, sample => sample.Select(round => round[arm] / round[("plain", arm.Flash)]).Median()).ToString("F3"));
                row.Add(Bootstrap.Of(rounds, sample => sample.Select(round => round[arm] / round[("plain", true)]).Median()).ToString("F3"));
            }
        }

        foreach (var (arm, row) in cells)
        {
            table.Add([arm.Item1, arm.Item2 ? "on" : "off", .. row]);
        }

        return table.ToString();
    }

    public void Dispose()
    {
        foreach (var bare in _bare.Values)
        {
            bare.Dispose();
        }

        foreach (var model in _models.Values.Concat(_pairs.Values).Append(_silent))
        {
            model.Dispose();
        }
    }

    private LlamaModel Load(FlashAttention flash, int sequences, bool withoutCallback = false) => LlamaModel.Load(new LocalModelOptions
    {
        Path = _settings.Model,
        Threads = _settings.Threads,
        Sequences = sequences,
        WithoutCallback = withoutCallback,
        BatchSize = SpeedSettings.BatchSize,
        ContextLength = _settings.LongestText,
        FlashAttention = flash,
        CheckTensors = false,
    });

    private List<Dictionary<(string Name, bool Flash), double>> Measure(int depth)
    {
        var random = new Random(1);
        int[] tokens = [.. Enumerable.Range(0, depth + SpeedSettings.WarmUp + _settings.NewTokens).Select(_ => random.Next(300, _models[true].VocabularySize))];
        var rounds = new List<Dictionary<(string, bool), double>>();
        for (var round = 0; round <= _settings.Rounds; round++)
        {
            var times = new Dictionary<(string, bool), double>();
            foreach (var flash in (bool[])[true, false])
            {
                // Threads of the model that ran before spin for a while: what runs first after it would pay for that alone, so it runs twice.
                _bare[flash].Time(tokens, depth, SpeedSettings.WarmUp);
                times[("llama.cpp alone", flash)] = _bare[flash].Time(tokens, depth, SpeedSettings.WarmUp);
                Time(_models[flash], new TimedWork(tokens, depth, SpeedSettings.WarmUp));
                foreach (var (name, work) in Arms(_models[flash].Shape, tokens, depth, flash))
                {
                    times[(name, flash)] = Time(_models[flash], work);
                }

                TimedWork Blended() => new(tokens, depth, SpeedSettings.WarmUp, _pairs[flash].VocabularySize);
                Time(_pairs[flash], Blended());
                times[("two sequences, blended", flash)] = Time(_pairs[flash], Blended());
                if (flash)
                {
                    Time(_silent, new TimedWork(tokens, depth, SpeedSettings.WarmUp));
                    times[("without the callback", flash)] = Time(_silent, new TimedWork(tokens, depth, SpeedSettings.WarmUp));
                }
            }

            rounds.Add(times);
        }

        // The first one warms caches and compiles.
        return rounds[1..];
    }

    private static double Time(LlamaModel model, TimedWork work)
    {
        model.Submit(work);
        work.Completion.GetAwaiter().GetResult();
        return work.MicrosecondsPerToken;
    }

    private IEnumerable<(string Name, TimedWork Work)> Arms(ModelShape shape, int[] tokens, int depth, bool flash)
    {
        TimedWork Observed(bool feeds, Func<int, AttentionForms> forms, Func<int, bool>? hidden = null)
        {
            var observer = new SignalObserver(shape, depth, feeds, forms, hidden);
            return new TimedWork(tokens, depth, SpeedSettings.WarmUp) { Observer = observer, OnToken = observer.Announce };
        }

        TimedWork Steered(AttentionScaling scaling) => new(tokens, depth, SpeedSettings.WarmUp)
        {
            SteerFrom = depth,
            Bias = new AttentionBias([new TokenRange(depth / 4, depth / 4)], scaling),
        };

        int[] spectral = [shape.Layers / 2, shape.Layers - 2];
        AttentionForms Signals(int layer) => AttentionForms.StepSums | (spectral.Contains(layer) ? AttentionForms.HeadMean : AttentionForms.None);
        yield return ("plain", new TimedWork(tokens, depth, SpeedSettings.WarmUp));
        yield return ("step sums, all layers", Observed(feeds: false, _ => AttentionForms.StepSums));
        yield return ("step sums, every 4th layer", Observed(feeds: false, layer => layer % 4 == 3 ? AttentionForms.StepSums : AttentionForms.None));
        yield return ("the same and spectra's input of 2 layers, thrown away", Observed(feeds: false, Signals, spectral.Contains));
        yield return ("FCI and spectra of 2 layers", Observed(feeds: true, Signals, spectral.Contains));
        yield return ("rows, all layers", Observed(feeds: false, _ => AttentionForms.Rows));
        yield return ("hidden states, all layers", Observed(feeds: false, _ => AttentionForms.None, _ => true));
        yield return ("attention scaled by the mask", Steered(new AttentionScaling()));
        if (!flash)
        {
            yield return ("attention scaled by weights, 1 head of all layers", Steered(new AttentionScaling { Heads = [0] }));
        }
    }
}
