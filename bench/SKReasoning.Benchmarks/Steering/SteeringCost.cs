using System.Diagnostics;
using System.Globalization;
using MathNet.Numerics.Statistics;
using SKReasoning.Evaluation;
using SKReasoning.LocalModel;

namespace SKReasoning.Benchmarks.Steering;

/// <summary>Times steered decoding against plain decoding on the same model, in paired rounds.</summary>
internal sealed class SteeringCost(string path, int threads) : IDisposable
{
    private const int Rounds = 9;
    private const int NewTokens = 96;

    private static readonly int[] s_prompts = [64, 512, 1500];

    private readonly LlamaModel _model = LlamaModel.Load(new LocalModelOptions { Path = path, Threads = threads, Sequences = 3 });

    /// <summary>The measurement as a Markdown table: times are those of decoding over that of plain decoding.</summary>
    public string Run(TextWriter progress)
    {
        var table = new MarkdownTable("prompt", "plain, tokens/s", "two sequences, blended", "attention mask, all heads", "weights, one head of every other layer");
        foreach (var prompt in s_prompts.Where(prompt => prompt + NewTokens <= _model.ContextLength))
        {
            progress.WriteLine($"{NewTokens} tokens after {prompt}: {Rounds} rounds");
            var rounds = Measure(prompt);
            string Ratio(SteeringKind kind) => Bootstrap.Of(rounds, sample => sample.Select(round => round[kind] / round[SteeringKind.Plain]).Median()).ToString("F2");
            table.Add(
                prompt.ToString(CultureInfo.InvariantCulture),
                (1000 * NewTokens / rounds.Select(round => round[SteeringKind.Plain]).Median()).ToString("F0", CultureInfo.InvariantCulture),
                Ratio(SteeringKind.Blend),
                Ratio(SteeringKind.Mask),
                Ratio(SteeringKind.Heads));
        }

        return table.ToString();
    }

    public void Dispose() => _model.Dispose();

    private List<Dictionary<SteeringKind, double>> Measure(int promptTokens)
    {
        var random = new Random(1);
        int[] tokens = [.. Enumerable.Range(0, promptTokens + NewTokens).Select(_ => random.Next(3, _model.VocabularySize))];
        var rounds = new List<Dictionary<SteeringKind, double>>();
        for (var round = 0; round <= Rounds; round++)
        {
            rounds.Add(Enum.GetValues<SteeringKind>().ToDictionary(kind => kind, kind => Time(tokens, promptTokens, kind)));
        }

        // The first one warms caches and compiles.
        return rounds[1..];
    }

    // Decoding only: the time of the same work that stops after its prompt is taken off.
    private double Time(int[] tokens, int promptTokens, SteeringKind kind)
    {
        double Once(int[] text)
        {
            var work = new SteeredWork(text, promptTokens, kind, _model.VocabularySize) { SteerFrom = kind is SteeringKind.Mask or SteeringKind.Heads ? promptTokens - 1 : int.MaxValue };
            var start = Stopwatch.GetTimestamp();
            _model.Submit(work);
            work.Completion.GetAwaiter().GetResult();
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Once(tokens[..promptTokens]);
        var prompt = Once(tokens[..promptTokens]);
        return Once(tokens) - prompt;
    }
}
