using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using SKReasoning.Filters;

namespace SKReasoning.Benchmarks.Load;

/// <summary>Many conversations with a tool at once, on fewer sequences than there are conversations.</summary>
internal sealed class LoadBenchmark(string path, int threads, int sequences, int chats, TimeSpan time)
{
    /// <summary>The measurement as Markdown.</summary>
    public async Task<string> RunAsync(TextWriter progress, CancellationToken cancellationToken)
    {
        var builder = Kernel.CreateBuilder();
        builder.AddLocalModel(path, configure: options => (options.Threads, options.Sequences, options.ContextLength) = (threads, sequences, 1024));
        builder.AddReasoningFilters(options => (options.OnExhausted, options.Branch.MaxRetries) = (OnFail.Refuse, 1));
        var kernel = builder.Build();
        await using var services = (ServiceProvider)kernel.Services;
        var memory = new MarkdownTable("minutes", "process memory, MiB", "managed heap, MiB");
        LoadChat[] all = [.. Enumerable.Range(0, chats).Select(seed => new LoadChat(kernel, seed))];
        var running = Task.WhenAll(all.Select(chat => chat.RunAsync(time, cancellationToken)));
        var start = Stopwatch.GetTimestamp();
        do
        {
            var now = ProcessMemory.Now();
            memory.Add(Stopwatch.GetElapsedTime(start).TotalMinutes.ToString("F1", CultureInfo.InvariantCulture), now.WorkingSet, now.ManagedHeap);
            progress.WriteLine($"{all.Sum(chat => chat.Seconds.Count)} requests");
        }
        while (await Task.WhenAny(running, Task.Delay(time / 10, cancellationToken)) != running);
        await running;
        return $"{Summary(all)}\n{memory}";
    }

    private static MarkdownTable Summary(LoadChat[] chats)
    {
        double[] seconds = [.. chats.SelectMany(chat => chat.Seconds).Order()];
        var mean = chats.Average(chat => chat.Seconds.Count);
        var table = new MarkdownTable("", "");
        void Add(string name, FormattableString value) => table.Add(name, value.ToString(CultureInfo.InvariantCulture));
        Add("requests", $"{seconds.Length}");
        Add("right orders", $"{chats.Sum(chat => chat.Right)}");
        Add("calls in the histories", $"{chats.Sum(chat => chat.Calls)}");
        Add("of these refused by the gate", $"{chats.Sum(chat => chat.Refused)}");
        Add("runs of the tool", $"{chats.Sum(chat => chat.Runs)}");
        Add("failures", $"{string.Join(", ", chats.SelectMany(chat => chat.Failures).GroupBy(name => name).Select(group => $"{group.Key} {group.Count()}").DefaultIfEmpty("none"))}");
        Add("requests of a chat: fewest, mean, most", $"{chats.Min(chat => chat.Seconds.Count)}, {mean:F1}, {chats.Max(chat => chat.Seconds.Count)}");
        Add("seconds of a request: median, 95 %, most", $"{seconds[seconds.Length / 2]:F1}, {seconds[(int)(seconds.Length * 0.95)]:F1}, {seconds[^1]:F1}");
        return table;
    }
}
