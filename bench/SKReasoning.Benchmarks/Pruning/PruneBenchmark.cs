using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using SKReasoning.Filters;
using SKReasoning.LocalModel;

namespace SKReasoning.Benchmarks.Pruning;

/// <summary>Asks each problem in all ways, one after the other.</summary>
internal sealed class PruneBenchmark : IDisposable
{
    private const string System = "Think step by step.";
    private const string Hint = " Ignore what does not matter.";
    private const int Voters = 5;
    private const int MaxTokens = 700;

    private readonly LlamaModel _model;
    private readonly LocalChatClient _client;
    private readonly PruneSettings _settings;
    private readonly Random _random;

    private PruneBenchmark(PruneSettings settings)
    {
        _settings = settings;
        _random = new Random(settings.Seed + 1);
        _model = LlamaModel.Load(new LocalModelOptions { Path = settings.Model.FullName, Threads = settings.Threads, Sequences = 2 });
        _client = new LocalChatClient(_model);
    }

    public static async Task<ImmutableArray<PruneResult>> RunAsync(PruneSettings settings, TextWriter progress, CancellationToken cancellationToken)
    {
        using var benchmark = new PruneBenchmark(settings);
        var results = ImmutableArray.CreateBuilder<PruneResult>();
        foreach (var problem in settings.Draw())
        {
            var outcomes = new Dictionary<PruneArm, PruneOutcome>();
            foreach (var arm in Enum.GetValues<PruneArm>())
            {
                outcomes[arm] = await benchmark.AskAsync(problem, arm, cancellationToken);
            }

            results.Add(new PruneResult(problem, outcomes));
            await progress.WriteLineAsync($"{results.Count}: {string.Join(", ", outcomes.Select(outcome => $"{outcome.Key} {(outcome.Value.IsRight ? "right" : "wrong")} {outcome.Value.Tokens}"))}");
        }

        return results.ToImmutable();
    }

    public void Dispose()
    {
        _client.Dispose();
        _model.Dispose();
    }

    private Task<PruneOutcome> AskAsync(DistractedProblem problem, PruneArm arm, CancellationToken cancellationToken) => arm switch
    {
        PruneArm.Hint => AskAsync(problem, problem.Problem.Text, System + Hint, cancellationToken),
        PruneArm.Majority => VoteAsync(problem, cancellationToken),
        PruneArm.Random => AskAsync(problem, problem.Without([problem.Facts[_random.Next(problem.Facts.Length)]]), System, cancellationToken),
        PruneArm.Oracle => AskAsync(problem, problem.Without(problem.Distractors), System, cancellationToken),
        PruneArm.Counterfactual => PruneAsync(problem, PruneRanking.Counterfactual, cancellationToken),
        PruneArm.Attention => PruneAsync(problem, PruneRanking.Attention, cancellationToken),
        _ => AskAsync(problem, problem.Problem.Text, System, cancellationToken),
    };

    private async Task<PruneOutcome> AskAsync(DistractedProblem problem, string text, string system, CancellationToken cancellationToken)
    {
        var response = await _client.GetResponseAsync(Messages(system, text), new ChatOptions { MaxOutputTokens = MaxTokens }, cancellationToken);
        return new PruneOutcome(problem.Problem.IsSolvedBy(response.Text), Tokens(response));
    }

    private async Task<PruneOutcome> PruneAsync(DistractedProblem problem, PruneRanking ranking, CancellationToken cancellationToken)
    {
        var journal = new PruneJournal();
        using var client = new PruningChatClient(new LocalChatClient(_model), _settings.ToOptions(ranking), journal);
        var response = await client.GetResponseAsync(Messages(System, problem.Problem.Text), new ChatOptions { MaxOutputTokens = MaxTokens }, cancellationToken);
        return new PruneOutcome(problem.Problem.IsSolvedBy(response.Text), Tokens(response) + journal.Latest!.Cost.Tokens, journal.Latest);
    }

    // Self-consistency: samples at the model's own temperature, and the value that most of them come to.
    private async Task<PruneOutcome> VoteAsync(DistractedProblem problem, CancellationToken cancellationToken)
    {
        var answers = new List<(string Text, int Tokens)>();
        for (var voter = 0; voter < Voters; voter++)
        {
            var options = new ChatOptions { MaxOutputTokens = MaxTokens, Temperature = 1, Seed = ((long)_settings.Seed * 1000) + voter };
            var response = await _client.GetResponseAsync(Messages(System, problem.Problem.Text), options, cancellationToken);
            answers.Add((response.Text, Tokens(response)));
        }

        var winner = answers.GroupBy(answer => AnswerValue.Of(answer.Text)).MaxBy(group => group.Count())!.First().Text;
        return new PruneOutcome(problem.Problem.IsSolvedBy(winner), answers.Sum(answer => answer.Tokens));
    }

    private static ChatMessage[] Messages(string system, string text) => [new(ChatRole.System, system), new(ChatRole.User, text)];

    private static int Tokens(ChatResponse response)
        => (int)((response.Usage?.TotalTokenCount ?? 0) - (response.Usage?.CachedInputTokenCount ?? 0));
}
