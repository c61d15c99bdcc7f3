using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using SKReasoning.LocalModel;
using SKReasoning.TestKit;

namespace SKReasoning.Filters.Tests.Judging;

public sealed class ReasoningChatClientTests : IDisposable
{
    private readonly LlamaModel _model = LlamaModel.Load(new LocalModelOptions { Path = BuiltInModelFile.Path, Threads = 1 });

    [Theory]
    [InlineData(BranchFrom.Restart)]
    [InlineData(BranchFrom.Weakest)]
    [InlineData(BranchFrom.BeforeWeakest)]
    [InlineData(BranchFrom.Influence)]
    [InlineData(BranchFrom.Entropy)]
    [InlineData(BranchFrom.Random)]
    [InlineData(BranchFrom.Equidistant)]
    [InlineData(BranchFrom.HighestInfluence)]
    public async Task GetResponse_RejectedTwice_BranchesFromTheFirstAttempt(BranchFrom from)
    {
        using var client = Judge(new LocalChatClient(_model), from, false, false, true);

        var response = await client.GetResponseAsync(Ask(), new ChatOptions { Seed = 4 });

        var report = client.GetService<IReasoningJournal>()!.Latest!;
        Assert.Equal([1, 2, 3], report.Attempts.Select(attempt => attempt.Number));
        Assert.Equal(3, report.KeptAttempt.Number);
        Assert.All(report.Attempts[1..], attempt =>
        {
            Assert.Equal(from, attempt.Branch!.From);
            Assert.Equal(attempt.Branch!.Prefix.Length, attempt.Trace.ForcedTokens);
            Assert.Equal(report.Attempts[0].Trace.Tokens[..attempt.Trace.ForcedTokens].Select(token => token.Id), attempt.Trace.Tokens[..attempt.Trace.ForcedTokens].Select(token => token.Id));
        });
        Assert.Equal(response.Text, string.Join("\n\n", report.KeptAttempt.Trace.Steps.Select(step => step.Text)));
    }

    [Fact]
    public async Task GetResponse_SameSeed_RetriesTheSame()
    {
        // A model of its own: what lies in the cache decides which tokens are computed together, and with that the rounding of their logits.
        static async Task<string> WriteAsync(long seed)
        {
            using var model = LlamaModel.Load(new LocalModelOptions { Path = BuiltInModelFile.Path, Threads = 1 });
            using var client = new ReasoningChatClient(
                new LocalChatClient(model), new ReasoningFilterOptions { OnFail = OnFail.Branch, Validator = new ScriptedValidator(false, true), Branch = { Temperature = 3 } });
            return (await client.GetResponseAsync(Ask(), new ChatOptions { Seed = seed, MaxOutputTokens = 60 })).Text;
        }

        Assert.Equal(await WriteAsync(4), await WriteAsync(4));
        Assert.NotEqual(await WriteAsync(4), await WriteAsync(5));
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData(0f, null)]
    [InlineData(0.9f, 1)]
    public async Task GetResponse_GreedyRequest_IsRetriedWithDraws(float? temperature, int? topK)
    {
        using var client = new ReasoningChatClient(
            new LocalChatClient(_model), new ReasoningFilterOptions { OnFail = OnFail.Branch, Validator = new ScriptedValidator(false, false, false), Branch = { Temperature = 3, MaxRetries = 2 } });

        await client.GetResponseAsync(Ask(), new ChatOptions { Temperature = temperature, TopK = topK, Seed = 1, MaxOutputTokens = 60 });

        var report = client.GetService<IReasoningJournal>()!.Latest!;
        Assert.Equal(3, report.Attempts.Select(attempt => string.Concat(attempt.Trace.Steps.Select(step => step.Text))).Distinct().Count());
        Assert.Equal([3.0, 3.0], report.Attempts[1..].Select(attempt => attempt.Temperature));
        Assert.Equal([1L, 2L, 3L], report.Attempts.Select(attempt => attempt.Seed));
        Assert.NotNull(report.Attempts[1].FirstChangedStep(report.Attempts[0]));
    }

    [Fact]
    public async Task GetResponse_WarmRequest_KeepsItsTemperature()
    {
        using var client = Judge(new LocalChatClient(_model), BranchFrom.Restart, false, true);

        await client.GetResponseAsync(Ask(), new ChatOptions { Temperature = 0.3f, Seed = 1 });

        Assert.Equal(0.3, client.GetService<IReasoningJournal>()!.Latest!.Attempts[1].Temperature!.Value, 1e-6);
    }

    [Fact]
    public async Task GetResponse_Retried_ReportsTheTokensOfAllAttempts()
    {
        using var client = Judge(new LocalChatClient(_model), BranchFrom.Restart, false, false, true);

        var response = await client.GetResponseAsync(Ask(), new ChatOptions { Seed = 1 });

        Assert.Equal(client.GetService<IReasoningJournal>()!.Latest!.Attempts.Sum(attempt => attempt.Trace.NewTokens), response.Usage!.OutputTokenCount);
    }

    [Fact]
    public async Task GetResponse_BranchUnderAnOutputLimit_StaysUnderIt()
    {
        using var client = new ReasoningChatClient(
            new LocalChatClient(_model), new ReasoningFilterOptions { OnFail = OnFail.Branch, Validator = new ScriptedValidator(false, true), Branch = { From = BranchFrom.Weakest, Temperature = 3 } });

        await client.GetResponseAsync(Ask(), new ChatOptions { Seed = 1, MaxOutputTokens = 40 });

        Assert.All(client.GetService<IReasoningJournal>()!.Latest!.Attempts, attempt => Assert.InRange(attempt.Trace.Tokens.Length, 1, 40));
    }

    [Fact]
    public async Task GetResponse_OtherModelAnswersTheRetry_KeepsTheJudgedAttempt()
    {
        using var client = Judge(new Opaque(new LocalChatClient(_model), opaqueFrom: 2), BranchFrom.Restart, false, true);

        await client.GetResponseAsync(Ask());

        Assert.False(Assert.Single(client.GetService<IReasoningJournal>()!.Latest!.Attempts).Verdict.Accepted);
    }

    [Fact]
    public async Task GetResponse_ProgressThrows_GoesOn()
    {
        using var client = new ReasoningChatClient(new LocalChatClient(_model), new ReasoningFilterOptions { Progress = new Throwing() });

        Assert.EndsWith("Answer: 16", (await client.GetResponseAsync(Ask())).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetResponse_CallThatIsRequired_IsNotHeldAgainstTheModel()
    {
        // The tokens that open the call have a log-probability of about −32 where the model did not mean to call.
        using var client = new ReasoningChatClient(new LocalChatClient(_model), new ReasoningFilterOptions { WeakestToken = { Threshold = -2 } });
        var tool = AIFunctionFactory.Create((string name) => 0, "Shop_PriceOf", "Looks up the price of an item.").AsDeclarationOnly();

        await client.GetResponseAsync([new(ChatRole.User, "What is the price of lamp?")], new ChatOptions { Tools = [tool], ToolMode = ChatToolMode.RequireAny });

        var report = client.GetService<IReasoningJournal>()!.Latest!;
        Assert.True(report.Verdict.Accepted, report.Verdict.Reason);
    }

    [Fact]
    public async Task GetResponse_TokenBudgetSpent_StopsRetryingAndKeepsTheWholeTurn()
    {
        // The second attempt would be accepted, but the budget cuts it off after five tokens.
        using var client = new ReasoningChatClient(
            new LocalChatClient(_model), new ReasoningFilterOptions { OnFail = OnFail.Branch, Validator = new ScriptedValidator(false, true), Branch = { MaxTokens = 5 } });

        var response = await client.GetResponseAsync(Ask());

        var report = client.GetService<IReasoningJournal>()!.Latest!;
        Assert.Equal([false, false], report.Attempts.Select(attempt => attempt.Verdict.Accepted));
        Assert.Equal((5, true, 1), (report.RetryTokens, report.Attempts[1].Trace.IsTruncated, report.KeptAttempt.Number));
        Assert.EndsWith("Answer: 16", response.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetResponse_Judged_LeavesTheCallersOptionsAlone()
    {
        using var client = Judge(new LocalChatClient(_model), BranchFrom.Weakest, false, true);
        var options = new ChatOptions { Temperature = 0.5f, Seed = 9, AdditionalProperties = new() { ["mine"] = 1 } };

        await client.GetResponseAsync(Ask(), options);

        Assert.Equal((0.5f, 9L), (options.Temperature, options.Seed));
        Assert.Equal(["mine"], options.AdditionalProperties.Keys);
    }

    [Fact]
    public async Task GetStreamingResponse_Rejected_ShowsNothingOfTheRejectedAttempt()
    {
        using var client = Judge(new LocalChatClient(_model), BranchFrom.Restart, false, true);

        var updates = await client.GetStreamingResponseAsync(Ask(), new ChatOptions { Seed = 2 }).ToListAsync();

        var kept = client.GetService<IReasoningJournal>()!.Latest!.KeptAttempt;
        Assert.Equal(string.Join("\n\n", kept.Trace.Steps.Select(step => step.Text)), string.Concat(updates.Select(update => update.Text)));
        Assert.Single(updates.Select(update => update.MessageId).Distinct());
    }

    [Fact]
    public async Task GetResponse_RetryFails_KeepsTheAttemptThatIsThere()
    {
        using var client = Judge(new FailingFromSecond(new LocalChatClient(_model)), BranchFrom.Restart, false, true);

        var response = await client.GetResponseAsync(Ask());

        Assert.EndsWith("Answer: 16", response.Text, StringComparison.Ordinal);
        Assert.False(client.GetService<IReasoningJournal>()!.Latest!.Verdict.Accepted);
    }

    [Fact]
    public async Task GetResponse_ModelWithoutTraces_PassesUnjudged()
    {
        var validator = new ScriptedValidator(false);
        using var client = new ReasoningChatClient(new Opaque(new LocalChatClient(_model)), new ReasoningFilterOptions { Validator = validator });

        var response = await client.GetResponseAsync(Ask());

        Assert.EndsWith("Answer: 16", response.Text, StringComparison.Ordinal);
        Assert.Equal(0, validator.Judged);
    }

    [Fact]
    public void Constructor_AroundTheToolLoop_WarnsOfTheOrder()
    {
        var log = new RecordingLogger();
        using var loop = new LocalChatClient(_model).AsBuilder().UseFunctionInvocation().Build();

        using var client = new ReasoningChatClient(loop, new ReasoningFilterOptions(), logger: log);

        Assert.Contains("Add it after", Assert.Single(log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void UseReasoning_OptionsOutOfRange_NamesAllOfThem()
    {
        var builder = new LocalChatClient(_model).AsBuilder();

        var error = Assert.Throws<ArgumentException>(() => builder.UseReasoning(options => (options.Branch.MaxRetries, options.WeakestToken.Threshold, options.InfluenceDistance) = (-1, 1, 0)));

        Assert.Contains("MaxRetries", error.Message, StringComparison.Ordinal);
        Assert.Contains("Threshold", error.Message, StringComparison.Ordinal);
        Assert.Contains("InfluenceDistance", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _model.Dispose();

    private static ReasoningChatClient Judge(IChatClient inner, BranchFrom from, params bool[] verdicts)
        => new(inner, new ReasoningFilterOptions { OnFail = OnFail.Branch, Validator = new ScriptedValidator(verdicts), Branch = { From = from }, InfluenceDistance = 1 });

    private static ChatMessage[] Ask() =>
    [
        new(ChatRole.System, "Think step by step."),
        new(ChatRole.User, "Tom has 3 times as many apples as Sara. Sara has 7 apples. Ben has 5 fewer apples than Tom. How many apples does Ben have?"),
    ];

    /// <summary>Fails every request but the first.</summary>
    private sealed class FailingFromSecond(IChatClient inner) : DelegatingChatClient(inner)
    {
        private int _requests;

        public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
            => ++_requests == 1 ? base.GetStreamingResponseAsync(messages, options, cancellationToken) : throw new ModelBusyException("planted");
    }

    /// <summary>Stands for a model that tells nothing of how it writes.</summary>
    private sealed class Opaque(IChatClient inner, int opaqueFrom = 1) : DelegatingChatClient(inner)
    {
        private int _requests;

        public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
            => base.GetStreamingResponseAsync(messages, ++_requests < opaqueFrom ? options : null, cancellationToken);
    }

    private sealed class Throwing : IProgress<ReasoningEvent>
    {
        public void Report(ReasoningEvent value) => throw new InvalidOperationException("planted");
    }

    private sealed class RecordingLogger : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            => Lines.Add(formatter(state, exception));
    }
}
