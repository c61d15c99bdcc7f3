using System.Diagnostics;
using System.Globalization;
using SKReasoning.LocalModel;
using SKReasoning.LocalModel.Tests.Hostile;

namespace SKReasoning.Benchmarks.Hostile;

/// <summary>Sends thousands of malformed and malicious requests to one model, and counts how they end.</summary>
internal sealed class HostileBenchmark(string path, int threads, int seed)
{
    private const int ProgressEvery = 250;

    /// <summary>The outcomes as a Markdown table, then every defect, the most frequent outcome first.</summary>
    /// <param name="from">Number of the first request.</param>
    /// <param name="requests">Requests in all.</param>
    /// <param name="progress">Where progress and defects are written at once: native code may end the process.</param>
    /// <param name="cancellationToken">Ends the run between two requests.</param>
    public async Task<string> RunAsync(int from, int requests, TextWriter progress, CancellationToken cancellationToken)
    {
        using var model = LlamaModel.Load(new LocalModelOptions { Path = path, Threads = threads });
        using var judge = new HostileJudge(model);
        var counts = new Dictionary<string, int>();
        var (defects, slowest) = (0, (Number: from, Time: TimeSpan.Zero));
        for (var number = from; number < from + requests; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var start = Stopwatch.GetTimestamp();
            var outcome = await judge.SendAsync(HostileRequest.Create(seed, number), HostileRequest.Create(seed, number, isTame: true));
            var time = Stopwatch.GetElapsedTime(start);
            slowest = time > slowest.Time ? (number, time) : slowest;
            counts[outcome.Kind] = counts.GetValueOrDefault(outcome.Kind) + 1;
            if (outcome.Defect is { } defect)
            {
                defects++;
                await progress.WriteLineAsync($"DEFECT {number}: {outcome.Kind}: {defect}");
            }

            if ((number + 1) % ProgressEvery == 0)
            {
                await progress.WriteLineAsync($"{number + 1 - from} of {requests} requests, {defects} defects, slowest {slowest.Number} with {slowest.Time.TotalSeconds:F1} s");
            }
        }

        return Table(counts, requests)
            + string.Create(CultureInfo.InvariantCulture, $"\nDefects: {defects}. Slowest request: number {slowest.Number} with {slowest.Time.TotalSeconds:F1} s.\n");
    }

    private static string Table(Dictionary<string, int> counts, int requests)
    {
        var table = new MarkdownTable("outcome", "requests");
        foreach (var (kind, count) in counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal))
        {
            table.Add(kind, count.ToString(CultureInfo.InvariantCulture));
        }

        table.Add("all", requests.ToString(CultureInfo.InvariantCulture));
        return table.ToString();
    }
}
