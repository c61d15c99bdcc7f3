using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using SKReasoning.TestKit;

namespace SKReasoning.Filters.Tests.Judging;

/// <summary>What the options make of verdicts, on a model that says what the test tells it to.</summary>
public partial class GateTests
{
    private const string Facts = "Tom has 3 times as many apples as Sara. Sara has 7 apples. Ben has 5 fewer apples than Tom.";

    private static readonly ScriptedTurn s_good = new("It is 21.");
    private static readonly ScriptedTurn s_bad = new ScriptedTurn("It is 12.").Doubtful();

    [Fact]
    public async Task Reask_Rejected_ShowsTheModelItsTurnAndWhy()
    {
        var model = new ScriptedModel(s_bad, s_good);
        using var client = Judge(model, new() { OnFail = OnFail.Reask });

        var response = await client.GetResponseAsync(Ask());

        Assert.Equal("It is 21.", response.Text);
        Assert.Equal([ChatRole.User, ChatRole.Assistant, ChatRole.User], model.Requests[1].Select(message => message.Role));
        Assert.Equal("It is 12.", model.Requests[1][1].Text);
        Assert.Contains("log-probability -3.00", model.Requests[1][2].Text, StringComparison.Ordinal);
        var report = Report(client);
        Assert.Equal(model.Requests[1][2].Text, report.Attempts[1].Critique);
        Assert.True(report.Verdict.Accepted);
    }

    [Fact]
    public async Task Reask_TurnWithCall_TellsTheCallThatDidNotRun()
    {
        var model = new ScriptedModel(Order(21).Doubtful(), Order(21));
        using var client = Judge(model, new() { OnFail = OnFail.Reask });

        var response = await client.GetResponseAsync(Ask());

        Assert.EndsWith("""Order {"count":21}""", model.Requests[1][1].Text, StringComparison.Ordinal);
        Assert.DoesNotContain(model.Requests[1].SelectMany(message => message.Contents), content => content is FunctionCallContent);
        Assert.Single(response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>());
    }

    [Theory]
    [InlineData(OnFail.Annotate, 1)]
    [InlineData(OnFail.Ignore, 1)]
    [InlineData(OnFail.Branch, 5)]
    [InlineData(OnFail.Reask, 5)]
    public async Task OnFail_NeverAccepted_WritesAsManyAttempts(OnFail onFail, int attempts)
    {
        var model = new ScriptedModel(s_bad);
        using var client = Judge(model, new() { OnFail = onFail });

        var response = await client.GetResponseAsync(Ask());

        Assert.Equal(attempts, model.Requests.Count);
        Assert.Equal(onFail != OnFail.Ignore, response.Messages[^1].AdditionalProperties?.ContainsKey(TurnReport.AcceptedKey) is true);
        Assert.False(Report(client).Verdict.Accepted);
    }

    [Fact]
    public async Task MaxTime_RunsOut_GivesTheRunningRetryUp()
    {
        var clock = new FakeTimeProvider();
        var requests = 0;
        var model = new ScriptedModel(
            (_, _) => ++requests == 1 ? s_bad : s_good,
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(requests == 1 ? 0 : 2));
                return Task.CompletedTask;
            });
        using var client = new ReasoningChatClient(model, new() { Branch = { MaxTime = TimeSpan.FromSeconds(1) } }, clock: clock);

        var response = await client.GetResponseAsync(Ask());

        Assert.Equal("It is 12.", response.Text);
        Assert.Equal(2, requests);
        Assert.Single(Report(client).Attempts);
    }

    [Fact]
    public async Task Cancelled_WhileRetrying_IsTheCallersCancellation()
    {
        using var source = new CancellationTokenSource();
        var requests = 0;
        var model = new ScriptedModel((_, _) => ++requests == 2 ? throw new OperationCanceledException(Cancel(source)) : s_bad);
        using var client = Judge(model, new());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetResponseAsync(Ask(), cancellationToken: source.Token));

        Assert.Equal(2, requests);
    }

    [Fact]
    public async Task WithReasoning_OptionsOfTheRequest_GoBeforeTheClients()
    {
        var model = new ScriptedModel(s_bad);
        using var client = Judge(model, new());

        await client.GetResponseAsync(Ask(), new ChatOptions().WithReasoning(new() { OnFail = OnFail.Annotate }));

        Assert.Single(model.Requests);
    }

    [Fact]
    public async Task WithReasoning_OutOfRange_IsRefusedBeforeTheModelIsAsked()
    {
        var model = new ScriptedModel(s_good);
        using var client = Judge(model, new());

        await Assert.ThrowsAsync<ArgumentException>(() => client.GetResponseAsync(Ask(), new ChatOptions().WithReasoning(new() { OnExhausted = OnFail.Branch })));

        Assert.Empty(model.Requests);
    }

    [Fact]
    public async Task PassThrough_RejectedAnswer_IsNotReplaced()
    {
        using var client = Judge(new ScriptedModel(s_bad), new() { Streaming = StreamingMode.PassThrough, OnExhausted = OnFail.Refuse });

        var updates = await client.GetStreamingResponseAsync(Ask()).ToListAsync();

        Assert.Equal("It is 12.", string.Concat(updates.Select(update => update.Text)));
        Assert.Equal(false, updates[^1].AdditionalProperties![TurnReport.AcceptedKey]);
    }

    [Fact]
    public async Task MaxTime_LongerThanTimersAre_IsNoLimit()
    {
        var model = new ScriptedModel(s_bad, s_good);
        using var client = Judge(model, new() { Branch = { MaxTime = TimeSpan.MaxValue } });

        Assert.Equal("It is 21.", (await client.GetResponseAsync(Ask())).Text);
    }

    [Fact]
    public async Task JournalThrows_TurnGoesOn()
    {
        using var client = new ReasoningChatClient(new ScriptedModel(s_good), new(), new ThrowingJournal());

        Assert.Equal("It is 21.", (await client.GetResponseAsync(Ask())).Text);
    }

    [Fact]
    public async Task WithProgress_ThroughJson_SaysWhatToDo()
    {
        using var client = Judge(new ScriptedModel(s_good), new());
        var options = new ChatOptions { AdditionalProperties = new() { [ChatOptionsReasoningExtensions.ProgressKey] = JsonElement.Parse("{}") } };

        var error = await Assert.ThrowsAsync<ArgumentException>(() => client.GetResponseAsync(Ask(), options));

        Assert.Contains("LocalModelPromptExecutionSettings", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StreamingMode.BufferTurn, false, false)]
    [InlineData(StreamingMode.BufferToolTurns, false, true)]
    [InlineData(StreamingMode.BufferToolTurns, true, false)]
    [InlineData(StreamingMode.PassThrough, true, true)]
    public async Task Streaming_Mode_SaysWhetherTextIsSeenBeforeTheVerdict(StreamingMode mode, bool offersTools, bool isSeen)
    {
        var isJudged = false;
        using var client = Judge(new ScriptedModel(s_good), new() { Streaming = mode, Progress = new Listener(value => isJudged |= value is ReasoningEvent.AttemptJudged) });
        var options = offersTools ? new ChatOptions { Tools = [AIFunctionFactory.Create((int count) => "", "Order")] } : null;

        var beforeVerdict = 0;
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in client.GetStreamingResponseAsync(Ask(), options))
        {
            updates.Add(update);
            beforeVerdict += isJudged ? 0 : 1;
        }

        Assert.Equal("It is 21.", string.Concat(updates.Select(update => update.Text)));
        Assert.Equal(isSeen, beforeVerdict > 0);
        Assert.Equal(true, updates[^1].AdditionalProperties![TurnReport.AcceptedKey]);
    }

    [Fact]
    public async Task PassThrough_RejectedCall_IsHeldBackAndRefused()
    {
        using var client = Judge(new ScriptedModel(Order(21).Doubtful()), new() { Streaming = StreamingMode.PassThrough, OnExhausted = OnFail.Refuse });

        var updates = await client.GetStreamingResponseAsync(Ask()).ToListAsync();

        Assert.DoesNotContain(updates.SelectMany(update => update.Contents), content => content is FunctionCallContent);
        Assert.Equal($"So 21 apples.{new ReasoningFilterOptions().RefusalText}", string.Concat(updates.Select(update => update.Text)));
        Assert.DoesNotContain(updates, update => update.FinishReason == ChatFinishReason.ToolCalls);
    }

    internal static ScriptedTurn Order(int count) => new("So 21 apples.", ("Order", new() { ["count"] = count }));

    private static ReasoningChatClient Judge(IChatClient model, ReasoningFilterOptions options) => new(model, options);

    private static TurnReport Report(ReasoningChatClient client) => client.GetService<IReasoningJournal>()!.Latest!;

    private static ChatMessage[] Ask() => [new(ChatRole.User, "Tom has 3 times as many apples as Sara, who has 7. Order as many.")];

    private static CancellationToken Cancel(CancellationTokenSource source)
    {
        source.Cancel();
        return source.Token;
    }

    private sealed class ThrowingJournal : IReasoningJournal
    {
        public TurnReport? Latest => null;

        public TurnReport? Find(string id) => null;

        public IEnumerable<TurnReport> NewestFirst() => [];

        public void Write(TurnReport report) => throw new TimeoutException("planted");
    }

    private sealed class Listener(Action<ReasoningEvent> listen) : IProgress<ReasoningEvent>
    {
        public void Report(ReasoningEvent value) => listen(value);
    }

    private static ChatMessage[] AskFacts() => [new(ChatRole.User, Facts + " How many apples does Ben have?")];
}
