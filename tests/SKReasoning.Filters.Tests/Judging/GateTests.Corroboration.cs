using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using SKReasoning.TestKit;

namespace SKReasoning.Filters.Tests.Judging;

public partial class GateTests
{
    [Fact]
    public async Task Corroborate_FirstAttemptAccepted_CostsNothingMore()
    {
        var model = new ScriptedModel(s_good, s_bad);
        using var client = Judge(model, new());

        await client.GetResponseAsync(AskFacts());

        Assert.Single(model.Requests);
        Assert.Null(Assert.Single(Report(client).Attempts).View);
        Assert.NotEqual(VerdictBasis.Agreement, Report(client).Verdict.Basis);
    }

    [Fact]
    public async Task Corroborate_TwoSureDerivationsAgree_SettlesOnTheirAnswer()
    {
        var model = new ScriptedModel(s_bad, s_good, s_good, s_bad);
        using var client = Judge(model, new() { OnExhausted = OnFail.Throw });

        var response = await client.GetResponseAsync(AskFacts());

        Assert.Equal("It is 21.", response.Text);
        var report = Report(client);
        Assert.Equal([null, DerivationView.ReorderedFacts, DerivationView.ReorderedFacts], report.Attempts.Select(attempt => attempt.View));
        Assert.All(report.Attempts, attempt => Assert.Null(attempt.Branch));
        Assert.Equal((true, VerdictBasis.Agreement, 2), (report.Verdict.Accepted, report.Verdict.Basis, report.KeptAttempt.Number));
        Assert.Equal("2 of 3 derivations agree, with a lead of 1.76 where 1.00 is asked for", report.Verdict.Reason);
        Assert.InRange(report.Verdict.Score, 0.97, 0.98);
        Assert.Equal(6, response.Usage!.OutputTokenCount);
        Assert.Equal(true, response.Messages[^1].AdditionalProperties![TurnReport.AcceptedKey]);
    }

    [Fact]
    public async Task Corroborate_DerivationsAgreeWithTheDoubtedAttempt_AcceptsItsAnswer()
    {
        var model = new ScriptedModel(s_good with { Weakest = -1.5f }, s_good);
        using var client = Judge(model, new());

        await client.GetResponseAsync(AskFacts());

        Assert.Equal("2 of 2 derivations agree, with a lead of 1.13 where 1.00 is asked for", Report(client).Verdict.Reason);
    }

    [Fact]
    public async Task Corroborate_NoTwoAgree_IsWhatOnExhaustedSays()
    {
        ScriptedModel Model() => new(s_bad, new("It is 1."), new("It is 2."), new("It is 3."), new("It is 4."));
        using var refusing = Judge(Model(), new() { OnExhausted = OnFail.Refuse });
        using var throwing = Judge(Model(), new() { OnExhausted = OnFail.Throw });
        using var annotating = Judge(Model(), new());

        Assert.Equal(new ReasoningFilterOptions().RefusalText, (await refusing.GetResponseAsync(AskFacts())).Text);
        await Assert.ThrowsAsync<ReasoningRejectedException>(() => throwing.GetResponseAsync(AskFacts()));
        Assert.Equal("It is 1.", (await annotating.GetResponseAsync(AskFacts())).Text);
        Assert.Equal((false, 5, 2), (Report(annotating).Verdict.Accepted, Report(annotating).Attempts.Length, Report(annotating).KeptAttempt.Number));
    }

    [Fact]
    public async Task Corroborate_CutOffDerivations_HaveNoVote()
    {
        var model = new ScriptedModel(s_bad, s_good with { IsCutOff = true });
        using var client = Judge(model, new());

        await client.GetResponseAsync(AskFacts());

        Assert.Equal(5, model.Requests.Count);
        Assert.StartsWith("1 of 1 derivations agree", Report(client).Verdict.Reason, StringComparison.Ordinal);
        Assert.Equal((false, 1), (Report(client).Verdict.Accepted, Report(client).KeptAttempt.Number));
    }

    [Theory]
    [InlineData(ArgumentCheck.Reject, false)]
    [InlineData(ArgumentCheck.Report, true)]
    public async Task Corroborate_ArgumentsFromNowhere_HaveNoVoteWhereTheyReject(ArgumentCheck check, bool isSettled)
    {
        using var client = Judge(new ScriptedModel(Order(34).Doubtful(), Order(34)), new() { Arguments = check });

        await client.GetResponseAsync(AskFacts());

        Assert.Equal(isSettled, Report(client).Verdict.Accepted);
        Assert.Equal(isSettled ? 3 : 5, Report(client).Attempts.Length);
    }

    [Fact]
    public async Task Corroborate_RequiredCall_OnlyCallsVote()
    {
        var model = new ScriptedModel(s_bad, s_good, s_good, Order(21), Order(21));
        using var client = Judge(model, new());

        var response = await client.GetResponseAsync(AskFacts(), new ChatOptions { ToolMode = ChatToolMode.RequireAny });

        Assert.Single(response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>());
        Assert.StartsWith("2 of 2 derivations agree", Report(client).Verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Corroborate_MaxRetries_IsTheMostDerivations()
    {
        var model = new ScriptedModel(s_bad);
        using var client = Judge(model, new() { Branch = { MaxRetries = 2 } });

        await client.GetResponseAsync(AskFacts());

        Assert.Equal(3, model.Requests.Count);
    }

    [Fact]
    public async Task Corroborate_MaxTokens_LimitsDerivationsAndWhatTheyWrite()
    {
        var model = new ScriptedModel(s_bad);
        using var client = Judge(model, new() { Branch = { MaxTokens = 3 } });

        await client.GetResponseAsync(AskFacts());

        Assert.Equal([null, 3, 1], model.Options.Select(options => options!.MaxOutputTokens));
    }

    [Fact]
    public async Task Corroborate_MaxTimeRunsOut_KeepsWhatIsThere()
    {
        var clock = new FakeTimeProvider();
        var model = new ScriptedModel(
            (_, _) => s_bad,
            () =>
            {
                clock.Advance(TimeSpan.FromMilliseconds(200));
                return Task.CompletedTask;
            });
        using var client = new ReasoningChatClient(model, new() { Branch = { MaxTime = TimeSpan.FromSeconds(1) } }, clock: clock);

        var response = await client.GetResponseAsync(AskFacts());

        Assert.Equal("It is 12.", response.Text);
        Assert.InRange(model.Requests.Count, 2, 3);
        Assert.False(Report(client).Verdict.Accepted);
    }

    [Fact]
    public async Task Corroborate_DerivationFails_KeepsWhatIsThere()
    {
        var requests = 0;
        var model = new ScriptedModel((_, _) => ++requests switch { 1 => s_bad, 2 => s_good, _ => throw new HttpRequestException("planted") });
        using var client = Judge(model, new());

        var response = await client.GetResponseAsync(AskFacts());

        Assert.Equal(("It is 21.", 3), (response.Text, requests));
        Assert.Equal((false, 2), (Report(client).Verdict.Accepted, Report(client).Attempts.Length));
    }

    [Fact]
    public async Task Corroborate_AgreedCall_RunsOnceAndTheHistoryKeepsTheUsersWords()
    {
        List<int> ran = [];
        var model = new ScriptedModel(Order(5).Doubtful(), Order(21), Order(21), new("Done."));
        var options = new ReasoningFilterOptions();
        using var client = model.AsBuilder().UseGatedFunctionInvocation(new ToolGate(options, new CallLedger())).Use(inner => new ReasoningChatClient(inner, options)).Build();
        var order = AIFunctionFactory.Create((int count) => ran.Add(count), "Order");

        var response = await client.GetResponseAsync(AskFacts(), new ChatOptions { Tools = [order] });

        Assert.Equal([21], ran);
        Assert.EndsWith("Done.", response.Text, StringComparison.Ordinal);
        Assert.Equal(AskFacts()[0].Text, model.Requests[^1][0].Text);
        Assert.All(model.Requests.Skip(1).Take(2), request => Assert.NotEqual(AskFacts()[0].Text, request[0].Text));
    }

    [Fact]
    public async Task Corroborate_ResultsInTheHistory_StayWithTheirCalls()
    {
        var model = new ScriptedModel(s_bad, s_good);
        using var client = Judge(model, new());
        ChatMessage[] messages = [.. AskFacts(), new(ChatRole.Assistant, [new FunctionCallContent("1", "PriceOf")]), new(ChatRole.Tool, [new FunctionResultContent("1", 4)])];

        await client.GetResponseAsync(messages);

        Assert.All(model.Requests.Skip(1), request =>
        {
            Assert.NotEqual(messages[0].Text, request[0].Text);
            Assert.Equal(messages[1..], request.Skip(1));
        });
    }

    [Fact]
    public async Task Corroborate_FactsCannotBeReordered_Branches()
    {
        List<ReasoningEvent> events = [];
        using var client = Judge(new ScriptedModel(s_bad, s_good), new() { Progress = new Listener(events.Add) });

        await client.GetResponseAsync(Ask());

        Assert.IsType<ReasoningEvent.Branched>(Assert.Single(events, value => value is ReasoningEvent.Branched or ReasoningEvent.Derived));
        Assert.Equal((true, 2), (Report(client).Verdict.Accepted, Report(client).Attempts.Length));
        Assert.Null(Report(client).KeptAttempt.View);
    }

    [Fact]
    public async Task Corroborate_ThreeFacts_AreToldInEachOrderOnce()
    {
        var number = 0;
        var model = new ScriptedModel((_, _) => new ScriptedTurn($"It is {number++}.").Doubtful());
        using var client = Judge(model, new() { Branch = { MaxRetries = 10 } });

        await client.GetResponseAsync(AskFacts());

        Assert.Equal(6, model.Requests.Count);
        Assert.Equal(6, model.Requests.Select(request => request[0].Text).Distinct().Count());
    }

    [Theory]
    [InlineData(0f, 1f)]
    [InlineData(null, 1f)]
    [InlineData(0.3f, 0.3f)]
    public async Task Corroborate_Sampled_DrawsTheSameRequestAnew(float? temperature, float drawnAt)
    {
        var model = new ScriptedModel(s_bad, s_good);
        using var client = Judge(model, new() { Corroboration = { View = DerivationView.Sampled }, Branch = { Temperature = 1 } });

        await client.GetResponseAsync(Ask(), new ChatOptions { Temperature = temperature });

        Assert.Equal([null, DerivationView.Sampled, DerivationView.Sampled], Report(client).Attempts.Select(attempt => attempt.View));
        Assert.All(model.Requests, request => Assert.Equal(Ask()[0].Text, Assert.Single(request).Text));
        Assert.All(model.Options.Skip(1), options => Assert.Equal(drawnAt, options!.Temperature));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0f)]
    [InlineData(0.7f)]
    public async Task Corroborate_ReorderedFacts_KeepTheTemperatureOfTheRequest(float? temperature)
    {
        var model = new ScriptedModel(s_bad, s_good);
        using var client = Judge(model, new());

        await client.GetResponseAsync(AskFacts(), new ChatOptions { Temperature = temperature, Seed = 3 });

        Assert.All(model.Options, options => Assert.Equal(temperature, options!.Temperature));
        Assert.Equal([3L, 4L, 5L], model.Options.Select(options => options!.Seed));
    }

    [Fact]
    public async Task Corroborate_Progress_TellsEachDerivation()
    {
        List<ReasoningEvent> events = [];
        using var client = Judge(new ScriptedModel(s_bad, s_good), new() { Progress = new Listener(events.Add) });

        await client.GetResponseAsync(AskFacts());

        Assert.Equal(
            ["AttemptJudged 1", "Derived 2", "AttemptJudged 2", "Derived 3", "AttemptJudged 3", "TurnConcluded 2"],
            events.Where(value => value is not ReasoningEvent.StepsWritten).Select(value => $"{value.GetType().Name} {value.Attempt}"));
        Assert.All(events.OfType<ReasoningEvent.Derived>(), value => Assert.Equal(DerivationView.ReorderedFacts, value.View));
    }

    [Fact]
    public async Task Corroborate_SameSeed_TellsTheSameOrders()
    {
        async Task<string> OrdersAsync(long seed)
        {
            var model = new ScriptedModel(s_bad);
            using var client = Judge(model, new());
            await client.GetResponseAsync(AskFacts(), new ChatOptions { Seed = seed });
            return string.Join('\n', model.Requests.Select(request => request[0].Text));
        }

        Assert.Equal(await OrdersAsync(4), await OrdersAsync(4));
        Assert.True((await Task.WhenAll(Enumerable.Range(0, 6).Select(seed => OrdersAsync(seed)))).Distinct().Count() > 1);
    }

    [Fact]
    public async Task Corroborate_CallersMessages_StayAsTheyAre()
    {
        using var client = Judge(new ScriptedModel(s_bad, s_good), new());
        var messages = AskFacts();
        var (message, content) = (messages[0], messages[0].Contents[0]);

        await client.GetResponseAsync(messages);

        Assert.Same(message, Assert.Single(messages));
        Assert.Same(content, Assert.Single(message.Contents));
        Assert.Equal(AskFacts()[0].Text, message.Text);
    }
}
