using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using SKReasoning.Filters;
using SKReasoning.LocalModel;

namespace SKReasoning.Benchmarks.Verdicts;

/// <summary>Has a model answer problems as an application would: through the chat client that judges.</summary>
/// <remarks>
/// The model is loaded once for each thread, and each copy answers its share one after the other. Sequences that are decoded together
/// change each other's logits in the last bits, by an order that differs from run to run, and at T = 1 that is soon another text.
/// </remarks>
internal sealed class TurnWriter : IDisposable
{
    private const string SystemPrompt = "Think step by step.";

    /// <summary>Over twice the longest right answer of 10 operations; a model that runs on is wrong anyway.</summary>
    private const int MaxTokensPerOperation = 60;

    /// <summary>Seeds from one problem to the next; the retries of a problem take those between.</summary>
    private const int SeedStride = 100;

    private readonly ImmutableArray<LlamaModel> _models;

    /// <summary>Loads the model.</summary>
    public TurnWriter(string path, int threads)
    {
        var options = new LocalModelOptions { Path = path, Threads = 1, Sequences = 1 };
        _models = [.. Enumerable.Range(0, threads).Select(_ => LlamaModel.Load(options))];
    }

    /// <summary>One turn at each problem. The seed of a first attempt depends on its problem only, that of a retry also on its number.</summary>
    public async Task<ImmutableArray<Turn>> WriteAsync(ProblemSet set, double temperature, Gate gate, CancellationToken cancellationToken)
    {
        var turns = new Turn[set.Problems.Length];
        await Task.WhenAll(_models.Select((model, share) => Task.Run(() => WriteShareAsync(model, share), cancellationToken)));
        return [.. turns];

        async Task WriteShareAsync(LlamaModel model, int share)
        {
            var journal = new ReasoningJournal();
            using var client = new ReasoningChatClient(new LocalChatClient(model), gate.ToOptions(), journal);
            for (var index = share; index < turns.Length; index += _models.Length)
            {
                var problem = set.Problems[index];
                var options = new ChatOptions
                {
                    Temperature = (float)temperature,
                    Seed = set.SampleSeed + (index * SeedStride),
                    MaxOutputTokens = MaxTokensPerOperation * (problem.Operations + 2),
                };
                ChatMessage[] messages = [new(ChatRole.System, SystemPrompt), new(ChatRole.User, problem.Text)];
                await client.GetResponseAsync(messages, options, cancellationToken);
                turns[index] = new Turn(problem, journal.Latest!.Attempts);
            }
        }
    }

    public void Dispose()
    {
        foreach (var model in _models)
        {
            model.Dispose();
        }
    }
}
