using System.Diagnostics;
using SKReasoning.Benchmarks.Speed;
using SKReasoning.LocalModel;

namespace SKReasoning.Benchmarks.Spectral;

/// <summary>How long a model takes to write a turn.</summary>
internal static class DecodeTiming
{
    private const int NewTokens = 48;
    private const int Runs = 3;

    /// <summary>Milliseconds for a turn of some tokens: as many times the cost of a token in its middle, the best of some runs.</summary>
    public static double Turn(LlamaModel model, int tokens)
    {
        var random = new Random(1);
        int[] text = [.. Enumerable.Range(0, (tokens / 2) + NewTokens).Select(_ => random.Next(3, model.VocabularySize))];
        var runs = new List<double>();
        for (var run = 0; run < Runs; run++)
        {
            // The prompt is in the cache when the clock starts.
            Decode(model, text[..(tokens / 2)]);
            var start = Stopwatch.GetTimestamp();
            Decode(model, text, from: tokens / 2);
            runs.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds / NewTokens * tokens);
        }

        return runs.Min();
    }

    private static void Decode(LlamaModel model, int[] text, int? from = null)
    {
        var prompt = text[..(from ?? text.Length)];
        var work = new TimedWork(text, prompt.Length, warmUp: 0);
        model.Submit(work);
        work.Completion.GetAwaiter().GetResult();
    }
}
