using Microsoft.Extensions.AI;
using SKReasoning.Evaluation;
using SKReasoning.LocalModel;
using SKReasoning.TestKit;

namespace SKReasoning.Filters.Tests.Corroboration;

/// <summary>On the real model: what it is sure of and gets wrong.</summary>
public sealed class CorroborationTests : IDisposable
{
    private const int Operations = 10;

    private readonly LlamaModel _model = LlamaModel.Load(new LocalModelOptions { Path = BuiltInModelFile.Path, Threads = 1 });

    [Fact]
    public async Task GetResponse_GreedyAnswerIsWrong_AgreementOfReorderedFactsIsRight()
    {
        var greedy = new LocalChatClient(_model);
        using var client = new ReasoningChatClient(greedy, new ReasoningFilterOptions { WeakestToken = { Threshold = -0.1 }, Branch = { MaxRetries = 8 } });
        // Which problem is answered wrong depends on the processor's rounding in the last digits.
        for (var seed = 0; seed < 60; seed++)
        {
            var problem = WordProblems.Draw(new Random(seed), Operations);
            ChatMessage[] messages = [new(ChatRole.System, "Think step by step."), new(ChatRole.User, problem.Text)];
            if (problem.IsSolvedBy((await greedy.GetResponseAsync(messages)).Text))
            {
                continue;
            }

            var answer = await client.GetResponseAsync(messages, new ChatOptions { Seed = 1 });

            if (problem.IsSolvedBy(answer.Text) && client.GetService<IReasoningJournal>()!.Latest is { Verdict: { Accepted: true, Basis: VerdictBasis.Agreement } } report)
            {
                Assert.Equal(DerivationView.ReorderedFacts, report.KeptAttempt.View);
                Console.WriteLine($"FOUND {seed}");
                return;
            }
        }

        Assert.Fail("No problem was answered wrong and then right.");
    }

    public void Dispose() => _model.Dispose();
}
