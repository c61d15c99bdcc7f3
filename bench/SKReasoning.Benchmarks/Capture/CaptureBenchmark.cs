using System.Diagnostics;
using System.Globalization;
using MathNet.Numerics.Statistics;
using SKReasoning.Benchmarks.Statistics;
using SKReasoning.LocalModel;

namespace SKReasoning.Benchmarks.Capture;

/// <summary>Times decoding with capture in all layers against decoding by the same library without a callback.</summary>
/// <remarks>
/// Each round times both, beside two runs without callback whose mean is the round's baseline, so that a drift of the machine's speed
/// cancels.
/// </remarks>
internal sealed class CaptureBenchmark(string path, int threads) : IDisposable
{
    private const int Rounds = 12;

    private readonly LlamaModel _capturing = Load(path, threads, withoutCallback: false);
    private readonly LlamaModel _plain = Load(path, threads, withoutCallback: true);

    /// <summary>The measurement as a Markdown table: speed is the time without callback over the time with it.</summary>
    public string Run(TextWriter progress)
    {
        var table = new MarkdownTable(
            "prompt", "new tokens", "plain, ms", "speed with an idle callback", "speed with capture in all layers");
        foreach (var work in CaptureCase.All.Where(work => work.PromptTokens + work.NewTokens <= _capturing.ContextLength))
        {
            progress.WriteLine($"{work}: {Rounds} rounds");
            var rounds = Measure(work);
            table.Add(
                work.PromptTokens.ToString(CultureInfo.InvariantCulture),
                work.IsDecode ? work.NewTokens.ToString(CultureInfo.InvariantCulture) : "prefill only",
                rounds.Select(round => round.Plain).Median().ToString("F1", CultureInfo.InvariantCulture),
                Bootstrap.Of(rounds, sample => sample.Select(round => round.Plain / round.Idle).Median()).ToString(),
                Bootstrap.Of(rounds, sample => sample.Select(round => round.Plain / round.Captured).Median()).ToString());
        }

        return table.ToString();
    }

    public void Dispose()
    {
        _plain.Dispose();
        _capturing.Dispose();
    }

    private static LlamaModel Load(string path, int threads, bool withoutCallback)
        => LlamaModel.Load(new LocalModelOptions { Path = path, Threads = threads, Sequences = 1, WithoutCallback = withoutCallback });

    private List<Round> Measure(CaptureCase work)
    {
        var random = new Random(1);
        int[] tokens = [.. Enumerable.Range(0, work.PromptTokens + work.NewTokens).Select(_ => random.Next(3, _capturing.VocabularySize))];
        var rounds = new List<Round>();
        for (var round = 0; round <= Rounds; round++)
        {
            // Every run that counts follows one of the other model, whose threads may still be spinning: none has that disadvantage alone.
            Time(_plain, work, tokens, observer: null);
            var idle = Time(_capturing, work, tokens, observer: null);
            var between = Time(_plain, work, tokens, observer: null);
            var captured = Time(_capturing, work, tokens, new AttentionSum());
            var after = Time(_plain, work, tokens, observer: null);
            rounds.Add(new Round((between + after) / 2, idle, captured));
        }

        // The first one warms caches and compiles.
        return rounds[1..];
    }

    private static double Time(LlamaModel model, CaptureCase work, int[] tokens, ITokenObserver? observer)
    {
        // What a sequence holds is reused: for decoding the prompt must be there, for prefill it must not.
        Run(model, work.IsDecode ? tokens[..work.PromptTokens] : [5, 6], newTokens: 0, tokens, observer: null, observeFrom: 0);
        var start = Stopwatch.GetTimestamp();
        Run(model, tokens[..work.PromptTokens], work.NewTokens, tokens, observer, work.IsDecode ? work.PromptTokens : 0);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static void Run(LlamaModel model, int[] prompt, int newTokens, int[] tokens, ITokenObserver? observer, int observeFrom)
    {
        var work = new ScriptedWork(newTokens > 0 ? tokens : prompt)
        {
            Prompt = prompt,
            MaxNewTokens = newTokens,
            Observer = observer,
            ObserveFrom = observeFrom,
        };
        model.Submit(work);
        work.Completion.GetAwaiter().GetResult();
    }

    private readonly record struct Round(double Plain, double Idle, double Captured);
}
