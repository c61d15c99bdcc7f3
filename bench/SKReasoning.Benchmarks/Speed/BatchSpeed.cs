using System.Diagnostics;
using System.Globalization;
using MathNet.Numerics.Statistics;
using Microsoft.Extensions.AI;
using SKReasoning.Evaluation;
using SKReasoning.LocalModel;

namespace SKReasoning.Benchmarks.Speed;

/// <summary>Times what one batch for many brings: chats at the same time, and branches of one prefix.</summary>
internal sealed class BatchSpeed(SpeedSettings settings) : IDisposable
{
    private const int MostChats = 16;
    private const int PromptTokens = 256;
    private const int ChatTokens = 64;

    private readonly LlamaModel _model = LlamaModel.Load(new LocalModelOptions
    {
        Path = settings.Model,
        Threads = settings.Threads,
        Sequences = MostChats + 2,
        BatchSize = SpeedSettings.BatchSize,
        ContextLength = 1024,
        CheckTensors = false,
    });

    private int _texts;

    /// <summary>The measurement as a Markdown table.</summary>
    public async Task<string> RunAsync(TextWriter progress)
    {
        var table = new MarkdownTable("what", "ms", "against one");
        progress.WriteLine($"several at once: {settings.Rounds} rounds");
        var rounds = new List<Dictionary<string, double>>();
        for (var round = 0; round <= settings.Rounds; round++)
        {
            var times = new Dictionary<string, double>();
            foreach (var count in (int[])[1, 2, 4, 8, MostChats])
            {
                times[$"{count} chats of {ChatTokens} sampled tokens"] = await ChatsAsync(count);
            }

            foreach (var count in (int[])[1, 4])
            {
                times[$"{count} branches of {ChatTokens} tokens after a prefix of {PromptTokens}"] = await BranchesAsync(count, ownPrompt: false);
            }

            times[$"the same tokens without a branch"] = await BranchesAsync(1, ownPrompt: true);
            rounds.Add(times);
        }

        rounds.RemoveAt(0);
        foreach (var name in rounds[0].Keys)
        {
            var one = rounds[0].Keys.First(key => name.Contains("chats", StringComparison.Ordinal) == key.Contains("chats", StringComparison.Ordinal));
            table.Add(
                name,
                rounds.Select(round => round[name]).Median().ToString("F1", CultureInfo.InvariantCulture),
                Bootstrap.Of(rounds, sample => sample.Select(round => round[name] / round[one]).Median()).ToString("F3"));
        }

        return table.ToString();
    }

    public void Dispose() => _model.Dispose();

    private async Task<double> ChatsAsync(int count)
    {
        using var client = new LocalChatClient(_model);
        var start = Stopwatch.GetTimestamp();
        var tokens = await Task.WhenAll(Enumerable.Range(0, count).Select(async _ =>
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{Interlocked.Increment(ref _texts)} apples and some pears. How many?");
            var response = await client.GetResponseAsync([new ChatMessage(ChatRole.User, text)], new ChatOptions { MaxOutputTokens = ChatTokens, Temperature = 1, Seed = _texts });
            return response.Usage!.OutputTokenCount!.Value;
        }));

        // A chat that ends early counts with the tokens that it wrote.
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds * ChatTokens * count / tokens.Sum();
    }

    private async Task<double> BranchesAsync(int count, bool ownPrompt)
    {
        var random = new Random(ownPrompt ? 7 : 8);
        int[] prefix = [.. Enumerable.Range(0, PromptTokens).Select(_ => random.Next(300, _model.VocabularySize))];
        await RunAsync(new TimedWork([.. prefix, 400], PromptTokens, 0));
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, count).Select(branch => RunAsync(new TimedWork([.. prefix, .. Enumerable.Range(500 + (100 * branch), ChatTokens)], PromptTokens, 0))));
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private Task RunAsync(TimedWork work)
    {
        _model.Submit(work);
        return work.Completion;
    }
}
