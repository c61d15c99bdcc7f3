using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.AI;
using SKReasoning.Evaluation;
using SKReasoning.Filters;
using SKReasoning.LocalModel;

namespace SKReasoning.Benchmarks.Soak;

/// <summary>Has a model write thousands of short turns of every kind, and watches memory.</summary>
internal sealed class SoakBenchmark(string path, int threads, int turns)
{
    private const int TokensPerTurn = 12;
    private const int Rows = 10;
    private const int Kinds = 6;

    /// <summary>The measurement as a Markdown table: a row for every tenth of the turns.</summary>
    public async Task<string> RunAsync(TextWriter progress, CancellationToken cancellationToken)
    {
        using var model = LlamaModel.Load(new LocalModelOptions { Path = path, Threads = threads });
        var plain = new LocalChatClient(model);
        using var judged = new ReasoningChatClient(plain, new ReasoningFilterOptions { Influence = true, SpectralLayers = { 0, 9 }, Branch = { From = BranchFrom.Weakest, MaxRetries = 1 }, WeakestToken = { Threshold = -0.01 } });
        using var blended = new SelfAnchorChatClient(plain);
        using var scaled = new SelfAnchorChatClient(plain, new AnchorRequest { Backend = AnchorBackend.AttentionScale });
        var table = new MarkdownTable("turns", "process memory, MiB", "managed heap, MiB", "turns/s");
        var random = new Random(1);
        var start = Stopwatch.GetTimestamp();
        for (var turn = 0; turn <= turns; turn++)
        {
            if (turn % (turns / Rows) == 0)
            {
                Add(table, turn, turns / Rows, Stopwatch.GetElapsedTime(start));
                progress.WriteLine($"{turn} of {turns} turns");
                start = Stopwatch.GetTimestamp();
            }

            var messages = new ChatMessage[] { new(ChatRole.System, "Think step by step."), new(ChatRole.User, WordProblems.Draw(random, 2).Text) };
            IChatClient client = (turn % Kinds) switch { 1 => judged, 2 => blended, 3 => scaled, _ => plain };
            await WriteAsync(client, messages, cancels: turn % Kinds == 4, temperature: turn % Kinds == 5 ? 1 : 0, cancellationToken);
        }

        return table.ToString();
    }

    private static async Task WriteAsync(IChatClient client, ChatMessage[] messages, bool cancels, float temperature, CancellationToken cancellationToken)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await foreach (var update in client.GetStreamingResponseAsync(messages, new ChatOptions { MaxOutputTokens = TokensPerTurn, Temperature = temperature }, cancel.Token))
            {
                if (cancels)
                {
                    await cancel.CancelAsync();
                }
            }
        }
        catch (OperationCanceledException) when (cancels && !cancellationToken.IsCancellationRequested)
        {
            // What this kind of turn is for.
        }
    }

    private static void Add(MarkdownTable table, int turn, int perRow, TimeSpan elapsed)
    {
        var memory = ProcessMemory.Now();
        table.Add(
            turn.ToString(CultureInfo.InvariantCulture),
            memory.WorkingSet,
            memory.ManagedHeap,
            turn == 0 ? "–" : (perRow / elapsed.TotalSeconds).ToString("F1", CultureInfo.InvariantCulture));
    }
}
