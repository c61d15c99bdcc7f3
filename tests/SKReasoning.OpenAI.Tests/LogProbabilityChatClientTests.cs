using System.ClientModel;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenAI.Chat;
using SKReasoning.Filters;
using SKReasoning.LocalModel;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace SKReasoning.OpenAI.Tests;

/// <summary>The traces of a service's turns, where the service is the sample server and the truth is the trace of its model.</summary>
public class LogProbabilityChatClientTests(ServeFixture fixture)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Trace_OfAService_EqualsThatOfTheModel(bool streaming)
    {
        using var client = Traced();

        var trace = Trace(await AskAsync(client, Request(), streaming))!;

        var local = Trace(await new LocalChatClient(fixture.Model).GetResponseAsync(ServeFixture.Problem, Request()))!;
        Assert.Equal(local.Steps.Select(step => (step.FirstToken, step.TokenCount, step.Kind, step.Text)), trace.Steps.Select(step => (step.FirstToken, step.TokenCount, step.Kind, step.Text)));
        Assert.All(trace.Steps.Zip(local.Steps), pair => Assert.Equal(pair.Second.MeanLogProbability, pair.First.MeanLogProbability, ServeFixture.Rounding));
        Assert.All(trace.Steps.Zip(local.Steps), pair => Assert.Equal(pair.Second.WeakestLogProbability, pair.First.WeakestLogProbability, ServeFixture.Rounding));
        Assert.All(trace.Tokens.Zip(local.Tokens), pair => Assert.InRange(pair.First.Entropy, 0, pair.Second.Entropy + ServeFixture.Rounding));
        Assert.Equal(local.WeakestToken, trace.WeakestToken);
        Assert.All(trace.Tokens, token => Assert.Equal(-1, token.Id));
        Assert.All(trace.Steps, step => Assert.Null(step.Influence));
        Assert.Equal((false, false, 0), (trace.CanBranch, trace.IsTruncated, trace.ForcedTokens));
        Assert.Null(trace.Attention);
    }

    [Fact]
    public async Task Trace_TopTokensKnown_BoundsTheEntropyBetter()
    {
        using var client = Traced();
        var options = Request();
        options.RawRepresentationFactory = _ => new ChatCompletionOptions { TopLogProbabilityCount = 5 };

        var wide = Trace(await client.GetResponseAsync(ServeFixture.Problem, options))!;
        var narrow = Trace(await client.GetResponseAsync(ServeFixture.Problem, Request()))!;

        Assert.All(wide.Tokens.Zip(narrow.Tokens), pair => Assert.True(pair.First.Entropy >= pair.Second.Entropy - 1e-5));
        Assert.True(wide.Steps.Sum(step => step.MeanEntropy) > narrow.Steps.Sum(step => step.MeanEntropy));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Trace_LimitedTurn_IsTruncated(bool streaming)
    {
        using var client = Traced();
        var options = Request();
        options.MaxOutputTokens = 5;

        Assert.True(Trace(await AskAsync(client, options, streaming))!.IsTruncated);
    }

    [Fact]
    public async Task GetStreamingResponse_StepsWanted_TellsEachWhenItIsClosed()
    {
        using var client = Traced();
        var told = new List<int>();
        await foreach (var update in client.GetStreamingResponseAsync(ServeFixture.Problem, Request(new TraceRequest { TellsSteps = true })))
        {
            if (update.AdditionalProperties?.GetValueOrDefault(ReasoningStep.MetadataKey) is IReadOnlyList<ReasoningStep> steps)
            {
                told.Add(steps.Count);
            }
        }

        // The server tells of all tokens at once, at the end.
        Assert.Equal([3], told);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task NoRequest_AsksForNothingAndHasNoTrace(bool streaming)
    {
        var wire = new Wire();
        using var client = Traced(wire);

        var response = await AskAsync(client, new ChatOptions { Temperature = 0 }, streaming);

        Assert.Null(Trace(response));
        Assert.DoesNotContain("logprobs", Assert.Single(wire.Bodies), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_OwnFactoryAndProperties_AreKeptAndOursStayHere()
    {
        var wire = new Wire();
        using var client = Traced(wire);
        var options = Request();
        options.AdditionalProperties![BranchPoint.OptionsKey] = new BranchPoint(BranchFrom.Restart, 0, [], null, "test");
        options.AdditionalProperties["mine"] = "kept";
        options.RawRepresentationFactory = _ => new ChatCompletionOptions { EndUserId = "somebody" };
        var before = options.AdditionalProperties.Keys.ToArray();

        var response = await client.GetResponseAsync(ServeFixture.Problem, options);

        Assert.NotNull(Trace(response));
        var body = JsonElement.Parse(Assert.Single(wire.Bodies));
        Assert.Equal(("somebody", true), (body.GetProperty("user").GetString(), body.GetProperty("logprobs").GetBoolean()));
        Assert.DoesNotContain("skreasoning", wire.Bodies[0], StringComparison.Ordinal);
        Assert.Equal(before, options.AdditionalProperties.Keys);
        Assert.Equal("somebody", ((ChatCompletionOptions)options.RawRepresentationFactory(client)!).EndUserId);
        Assert.Null(((ChatCompletionOptions)options.RawRepresentationFactory(client)!).IncludeLogProbabilities);
    }

    [Fact]
    public async Task Request_CallerForbidsLogProbabilities_HasNoTrace()
    {
        using var client = Traced();
        var options = Request();
        options.RawRepresentationFactory = _ => new ChatCompletionOptions { IncludeLogProbabilities = false };

        Assert.Null(Trace(await client.GetResponseAsync(ServeFixture.Problem, options)));
    }

    [Theory]
    [InlineData(false, HttpStatusCode.BadRequest)]
    [InlineData(true, HttpStatusCode.BadRequest)]
    [InlineData(true, HttpStatusCode.UnprocessableEntity)]
    public async Task Refusal_OfLogProbabilities_CostsTheTraceAndNotTheTurn(bool streaming, HttpStatusCode status)
    {
        var (wire, log) = (new Wire { RefusesLogProbabilities = status }, new Log());
        using var client = Traced(wire, log);

        var first = await AskAsync(client, Request(), streaming);
        var second = await AskAsync(client, Request(), streaming);

        Assert.All([first, second], response => Assert.EndsWith("Answer: 16", response.Text, StringComparison.Ordinal));
        Assert.All([first, second], response => Assert.Null(Trace(response)));
        Assert.Equal([true, false, false], wire.Bodies.Select(body => body.Contains("\"logprobs\"", StringComparison.Ordinal)));
        Assert.Equal(LogLevel.Warning, Assert.Single(log.Levels));
    }

    [Fact]
    public async Task Refusal_OfSomethingElse_IsThrownAndNotRemembered()
    {
        var (wire, log) = (new Wire(), new Log());
        using var client = Traced(wire, log);
        var wrong = Request();
        wrong.TopP = 7;

        var error = await Assert.ThrowsAsync<ClientResultException>(() => client.GetResponseAsync(ServeFixture.Problem, wrong));

        Assert.Equal(400, error.Status);
        Assert.NotNull(Trace(await client.GetResponseAsync(ServeFixture.Problem, Request())));
        Assert.Empty(log.Levels);
    }

    [Fact]
    public async Task Service_GivesNone_HasNoTrace()
    {
        var wire = new Wire { DropsLogProbabilities = true };
        using var client = Traced(wire);

        var response = await client.GetResponseAsync(ServeFixture.Problem, Request());

        Assert.Null(Trace(response));
        Assert.EndsWith("Answer: 16", response.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelled_IsCancelled()
    {
        using var client = Traced();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetResponseAsync(ServeFixture.Problem, Request(), new CancellationToken(canceled: true)));
    }

    [Theory]
    [InlineData(BranchFrom.Weakest)]
    [InlineData(BranchFrom.Influence)]
    [InlineData(BranchFrom.Entropy)]
    public async Task UseReasoning_OverAService_JudgesAndBeginsAnew(BranchFrom from)
    {
        var journal = new ReasoningJournal();
        using var client = fixture.ChatClient().AsBuilder()
            .UseReasoning(options =>
            {
                options.OnFail = OnFail.Branch;
                options.WeakestToken.Threshold = -1e-6;
                options.Branch.From = from;
                options.Branch.MaxRetries = 1;
            })
            .UseOpenAILogProbabilities()
            .Build(new ServiceCollection().AddSingleton<IReasoningJournal>(journal).BuildServiceProvider());

        var response = await client.GetResponseAsync(ServeFixture.Problem);

        var report = Assert.Single(journal.Reports);
        Assert.Equal(2, report.Attempts.Length);
        Assert.Equal((BranchFrom.Restart, 0), (report.Attempts[1].Branch!.From, report.Attempts[1].Branch!.Prefix.Length));
        Assert.False(report.Attempts[0].Verdict.Accepted);
        Assert.NotEmpty(response.Text);
    }

    [Fact]
    public async Task UseReasoning_OverAServiceThatOpensNothing_JudgesByAgreement()
    {
        var journal = new ReasoningJournal();
        using var client = fixture.ChatClient().AsBuilder()
            .UseReasoning(options => options.Agreement.Samples = 3)
            .Build(new ServiceCollection().AddSingleton<IReasoningJournal>(journal).BuildServiceProvider());

        var response = await client.GetResponseAsync(ServeFixture.Problem, new ChatOptions { Temperature = 0, Seed = 1 });

        var report = Assert.Single(journal.Reports);
        Assert.Equal((3, VerdictBasis.Agreement, true), (report.Attempts.Length, report.Verdict.Basis, report.Verdict.Accepted));
        Assert.Contains("16", response.Text, StringComparison.Ordinal);
    }

    private static ChatOptions Request(TraceRequest? request = null)
        => new() { Temperature = 0, AdditionalProperties = new() { [TraceRequest.OptionsKey] = request ?? new TraceRequest { Influence = false } } };

    private static ReasoningTrace? Trace(ChatResponse response)
        => (response.Messages[^1].AdditionalProperties ?? response.AdditionalProperties)?.GetValueOrDefault(ReasoningTrace.MetadataKey) as ReasoningTrace;

    private static async Task<ChatResponse> AskAsync(LogProbabilityChatClient client, ChatOptions options, bool streaming)
    {
        ChatMessage[] messages = [new(ChatRole.User, ServeFixture.Problem)];
        return streaming ? await client.GetStreamingResponseAsync(messages, options).ToChatResponseAsync() : await client.GetResponseAsync(messages, options);
    }

    private LogProbabilityChatClient Traced(Wire? wire = null, ILogger? logger = null) => new(fixture.ChatClient(wire), logger);

    /// <summary>Sees what is sent, and can make the service one that gives no log-probabilities.</summary>
    private sealed class Wire : DelegatingHandler
    {
        public List<string> Bodies { get; } = [];

        public HttpStatusCode? RefusesLogProbabilities { get; init; }

        public bool DropsLogProbabilities { get; init; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = await request.Content!.ReadAsStringAsync(cancellationToken);
            Bodies.Add(body);
            if (RefusesLogProbabilities is { } status && body.Contains("\"logprobs\"", StringComparison.Ordinal))
            {
                return new HttpResponseMessage(status) { Content = new StringContent("""{"error": {"message": "logprobs are not supported with this model."}}""") };
            }

            if (DropsLogProbabilities)
            {
                request.Content = new StringContent(body.Replace("\"logprobs\":true", "\"logprobs\":false", StringComparison.Ordinal));
            }

            return await base.SendAsync(request, cancellationToken);
        }
    }

    private sealed class Log : ILogger
    {
        public List<LogLevel> Levels { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Levels.Add(logLevel);
    }
}
