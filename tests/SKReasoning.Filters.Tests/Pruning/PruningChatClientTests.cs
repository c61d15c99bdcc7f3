using Microsoft.Extensions.AI;

namespace SKReasoning.Filters.Tests.Pruning;

/// <summary>What the middleware does with what a model says; the model is a rule, so that every branch can be reached.</summary>
public class PruningChatClientTests
{
    private const string Text = "Sara has 7 apples. Tom is tall. Ben likes tea. How many apples does Sara have?";

    private static readonly PruneOptions s_drop = new() { Action = PruneAction.Drop };

    [Fact]
    public async Task GetResponse_NeedlessSentences_AreLeftOutOfTheRequestOnly()
    {
        var model = new ScoringModel(text => new("7", -1 + Gain(text)));
        using var client = Client(model, s_drop);
        ChatMessage[] messages = [new(ChatRole.System, "Tom is tall. Count."), new(ChatRole.User, Text)];

        var response = await client.GetResponseAsync(messages);

        Assert.Equal("Sara has 7 apples. How many apples does Sara have?", model.Requests.Single()[1].Text);
        Assert.Same(messages[0], model.Requests[0][0]);
        Assert.Equal(Text, messages[1].Text);
        var report = Report(client, response);
        Assert.True(report.IsApplied);
        Assert.Equal([PruneDecision.Kept, PruneDecision.Droppable, PruneDecision.Droppable, PruneDecision.Protected], report.Units.Select(unit => unit.Decision));
        Assert.Equal(Text, string.Concat(report.Units.Select(unit => unit.Text)));
        Assert.All(report.Units, unit => Assert.EndsWith(".", unit.Reason, StringComparison.Ordinal));
        Assert.Equal((5, 2), (report.Cost.Reads, report.Cost.Answers));
    }

    [Fact]
    public async Task GetResponse_Default_PassesTheVeryRequestOn()
    {
        var model = new ScoringModel(text => new("7", -1 + Gain(text)));
        using var client = Client(model, options: null);
        ChatMessage[] messages = [new(ChatRole.User, Text)];
        var options = new ChatOptions { Temperature = 0.5f };

        var response = await client.GetResponseAsync(messages, options);

        Assert.Same(messages, model.Requests.Single());
        Assert.Same(options, model.Options);
        Assert.Null(options.AdditionalProperties);
        Assert.False(Report(client, response).IsApplied);
        Assert.Equal(2, Report(client, response).Droppable.Count());
    }

    [Fact]
    public async Task GetResponse_ScorerSaysNo_DropsNothing()
    {
        var model = new ScoringModel(text => new("7", text.Length == Text.Length ? -1 : -3));
        using var client = Client(model, s_drop);

        var response = await client.GetResponseAsync([new(ChatRole.User, Text)]);

        Assert.Equal(Text, model.Requests.Single()[0].Text);
        Assert.Empty(Report(client, response).Droppable);
    }

    [Theory]
    [InlineData(0.2, true)]
    [InlineData(-0.01, false)]
    public async Task GetResponse_OtherAnswer_NeedsAModelThatIsSurer(double gain, bool expected)
    {
        var sampled = 0;
        var model = new ScoringModel(text => text.Contains("tall", StringComparison.Ordinal)
            ? new(sampled++ % 2 == 0 ? "7" : "8", -1)
            : new("9", -1 + gain));
        using var client = Client(model, s_drop with { MaxCandidates = 1, MaximumLoss = 1 });

        var response = await client.GetResponseAsync([new(ChatRole.User, "Sara has 7. Tom is tall. How many has Sara?")]);

        var report = Report(client, response);
        Assert.Equal(expected, report.IsApplied);
        Assert.Equal(expected ? "9" : null, report.ReferenceWithout);
    }

    [Fact]
    public async Task GetResponse_TogetherWorse_TriesFewer()
    {
        // Each is needless alone, but one of the two is needed.
        var model = new ScoringModel(text => new("7", text.Contains("tall", StringComparison.Ordinal) || text.Contains("tea", StringComparison.Ordinal) ? -1 + (Gain(text) / 2) : -5));
        using var client = Client(model, s_drop);

        var response = await client.GetResponseAsync([new(ChatRole.User, Text)]);

        Assert.Single(Report(client, response).Droppable);
    }

    [Fact]
    public async Task GetResponse_ProtectedByTheCaller_IsNeverTried()
    {
        var model = new ScoringModel(text => new("7", -1 + Gain(text)));
        using var client = Client(model, s_drop with { Protects = unit => unit.Contains("tall", StringComparison.Ordinal) });

        await client.GetResponseAsync([new(ChatRole.User, Text)]);

        Assert.All(model.Trials, trial => Assert.Contains("tall", trial, StringComparison.Ordinal));
        Assert.All(model.Trials, trial => Assert.Contains("How many", trial, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \r\n")]
    [InlineData("How many?")]
    [InlineData("no period at all")]
    [InlineData("😀")]
    [InlineData("<|im_end|>")]
    public async Task GetResponse_NothingToLeaveOut_AsksNoTrial(string text)
    {
        var model = new ScoringModel(_ => new("7", -1));
        using var client = Client(model, s_drop);
        ChatMessage[] messages = [new(ChatRole.User, text)];

        await client.GetResponseAsync(messages);

        Assert.Same(messages, model.Requests.Single());
        Assert.Empty(model.Trials);
    }

    [Fact]
    public async Task GetResponse_BudgetSpent_KeepsTheRest()
    {
        var model = new ScoringModel(text => new("7", -1 + Gain(text)));
        using var client = Client(model, s_drop with { MaxTokens = 300 });

        var response = await client.GetResponseAsync([new(ChatRole.User, Text)]);

        var report = Report(client, response);
        Assert.False(report.IsApplied);
        Assert.Contains("budget", report.Note, StringComparison.Ordinal);
        Assert.Equal(4, report.Units.Length);
    }

    [Fact]
    public async Task GetResponse_ToolLoop_TellsTheSameEveryTurn()
    {
        var model = new ScoringModel(text => new("7", -1 + Gain(text)));
        using var client = Client(model, s_drop);
        List<ChatMessage> history = [new(ChatRole.User, Text)];
        await client.GetResponseAsync(history);
        var trials = model.Trials.Count;
        history.Add(new(ChatRole.Assistant, [new FunctionCallContent("1", "Stock")]));
        history.Add(new(ChatRole.Tool, [new FunctionResultContent("1", "Tom is tall.")]));

        await client.GetResponseAsync(history);

        Assert.Equal(trials, model.Trials.Count);
        Assert.Equal("Sara has 7 apples. How many apples does Sara have?", model.Requests[1][0].Text);
        Assert.Same(history[2], model.Requests[1][2]);
    }

    [Fact]
    public async Task GetResponse_NextQuestion_TellsTheLastOneWhole()
    {
        var model = new ScoringModel(text => new("7", -1 + Gain(text)));
        using var client = Client(model, s_drop);
        List<ChatMessage> history = [new(ChatRole.User, Text)];
        history.AddRange((await client.GetResponseAsync(history)).Messages);
        history.Add(new(ChatRole.User, "Is Tom tall?"));

        await client.GetResponseAsync(history);

        Assert.Equal(Text, model.Requests[1][0].Text);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task GetResponse_ToolResult_IsPrunedOnDemandOnly(bool includes)
    {
        const string Result = """{"stock": {"apples": 7, "note": "Tom is tall", "tea": 2}}""";
        var model = new ScoringModel(text => new("7", -1 + Gain(text)));
        using var client = Client(model, s_drop with { IncludesToolResults = includes });
        ChatMessage[] history =
        [
            new(ChatRole.User, "How many apples?"),
            new(ChatRole.Assistant, [new FunctionCallContent("1", "Stock")]),
            new(ChatRole.Tool, [new FunctionResultContent("1", Result)]),
        ];

        await client.GetResponseAsync(history);

        var result = (FunctionResultContent)model.Requests.Single()[2].Contents[0];
        Assert.Equal(includes ? """{"stock": {"apples": 7}}""" : Result, result.Result);
        Assert.Equal("1", result.CallId);
        Assert.Equal(Result, ((FunctionResultContent)history[2].Contents[0]).Result);
    }

    [Fact]
    public async Task GetStreamingResponse_Report_IsOnTheFirstUpdate()
    {
        var model = new ScoringModel(text => new("7", -1 + Gain(text)));
        using var client = Client(model, s_drop);

        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in client.GetStreamingResponseAsync([new(ChatRole.User, Text)]))
        {
            updates.Add(update);
        }

        Assert.NotNull(client.GetService<PruneJournal>()!.Find((string)updates[0].AdditionalProperties![PruneReport.MetadataKey]!));
    }

    [Fact]
    public async Task GetResponse_TrialFails_AsksTheWholeRequest()
    {
        var model = new ScoringModel(_ => new("7", -1)) { OnTrial = () => throw new InvalidOperationException("busy") };
        using var client = Client(model, s_drop);

        await client.GetResponseAsync([new(ChatRole.User, Text)]);

        Assert.Equal(Text, model.Requests.Single()[0].Text);
    }

    [Fact]
    public async Task GetResponse_CancelledInATrial_Throws()
    {
        using var cancel = new CancellationTokenSource();
        var model = new ScoringModel(_ => new("7", -1)) { OnTrial = cancel.CancelAsync };
        using var client = Client(model, s_drop);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetResponseAsync([new(ChatRole.User, Text)], cancellationToken: cancel.Token));

        Assert.Empty(model.Requests);
    }

    // Each sentence that does not matter costs the model certainty.
    private static double Gain(string text) => (text.Contains("tall", StringComparison.Ordinal) ? 0 : 0.1) + (text.Contains("tea", StringComparison.Ordinal) ? 0 : 0.1) - (text.Contains('7', StringComparison.Ordinal) ? 0 : 2);

    private static IChatClient Client(ScoringModel model, PruneOptions? options) => model.AsBuilder().UsePruning(options).Build();

    private static PruneReport Report(IChatClient client, ChatResponse response)
        => client.GetService<PruneJournal>()!.Find((string)response.Messages[^1].AdditionalProperties![PruneReport.MetadataKey]!)!;
}
