using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using SKReasoning.Filters.Tests.Judging;
using SKReasoning.TestKit;

namespace SKReasoning.Filters.Tests.Tools;

/// <summary>Which calls run, and how often, in the tool loop of Microsoft.Extensions.AI.</summary>
public class ToolGateTests
{
    private readonly List<string> _ran = [];

    [Theory]
    [InlineData(ToolVerdict.Configured, OnFail.Annotate, true)]
    [InlineData(ToolVerdict.Configured, OnFail.Refuse, false)]
    [InlineData(ToolVerdict.NotNeeded, OnFail.Refuse, true)]
    [InlineData(ToolVerdict.NotNeeded, OnFail.Throw, true)]
    [InlineData(ToolVerdict.Required, OnFail.Annotate, false)]
    [InlineData(ToolVerdict.Required, OnFail.Ignore, false)]
    public async Task Rejected_Call_RunsAsItsPolicySays(ToolVerdict verdict, OnFail onFail, bool runs)
    {
        var options = new ReasoningFilterOptions { OnFail = onFail, Tools = { ["Order"] = new() { Verdict = verdict } } };
        var model = new ScriptedModel(GateTests.Order(21).Doubtful(), new ScriptedTurn("Done."));

        var response = await AskAsync(model, options);

        Assert.Equal(runs ? 1 : 0, _ran.Count);
        Assert.Equal(runs, Results(response) is ["Ordered 21."]);
        Assert.Equal("Done.", response.Messages[^1].Text);
    }

    [Fact]
    public async Task Rejected_TwoCalls_OnlyTheGuardedOneIsRefused()
    {
        var options = new ReasoningFilterOptions { OnFail = OnFail.Refuse, Tools = { ["Look"] = new() { Verdict = ToolVerdict.NotNeeded } } };
        var both = new ScriptedTurn("So 21 apples.", ("Look", new() { ["count"] = 21 }), ("Order", new() { ["count"] = 21 })).Doubtful();

        var response = await AskAsync(new ScriptedModel(both, new ScriptedTurn("Done.")), options);

        Assert.Equal(["Look 21"], _ran);
        Assert.Equal("Looked at 21.", Results(response)[0]);
        Assert.StartsWith("Refused: Order did not run, because the reasoning", Results(response)[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unjudged_RequiredTool_IsRefused()
    {
        var options = new ReasoningFilterOptions { OnFail = OnFail.Ignore, Tools = { ["Order"] = new() { Verdict = ToolVerdict.Required } } };

        var response = await AskAsync(new ScriptedModel(GateTests.Order(21).Opaque(), new ScriptedTurn("Done.")), options);

        Assert.Empty(_ran);
        Assert.Contains("nothing could judge", Assert.Single(Results(response)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Accepted_RequiredTool_Runs()
    {
        var options = new ReasoningFilterOptions { OnFail = OnFail.Ignore, Tools = { ["Order"] = new() { Verdict = ToolVerdict.Required } } };

        await AskAsync(new ScriptedModel(GateTests.Order(21), new ScriptedTurn("Done.")), options);

        Assert.Equal(["Order 21"], _ran);
    }

    [Fact]
    public async Task RunAsync_CallThatNobodyJudged_RefusesARequiredTool()
    {
        var gate = new ToolGate(new ReasoningFilterOptions { Tools = { ["Order"] = new() { Verdict = ToolVerdict.Required } } });

        var outcome = await gate.RunAsync(new Microsoft.Extensions.AI.FunctionCallContent("1", "Order"), Order, () => throw new InvalidOperationException(), CancellationToken.None);

        Assert.True(outcome is { HasRun: false, IsRefused: true });
    }

    [Fact]
    public async Task MadeAgainUnderItsId_RequestDoesNotRunTheCallAgain()
    {
        var ledger = new CallLedger();
        foreach (var _ in Enumerable.Range(0, 3))
        {
            var response = await AskAsync(new ScriptedModel(GateTests.Order(21), new ScriptedTurn("Done.")), new(), ledger, "request 7/8");
            Assert.Equal(["Ordered 21."], Results(response));
        }

        await AskAsync(new ScriptedModel(GateTests.Order(21), new ScriptedTurn("Done.")), new(), ledger, "another");

        Assert.Equal(["Order 21", "Order 21"], _ran);
    }

    [Theory]
    [InlineData(false, false, 2)]
    [InlineData(true, false, 1)]
    [InlineData(false, true, 2)]
    public async Task CallMadeAgain_AfterItsResultWasRead_IsMeantAgainUnlessThePolicySaysOnce(bool once, bool idempotent, int runs)
    {
        var options = new ReasoningFilterOptions { Tools = { ["Order"] = new() { OncePerRequest = once, IsIdempotent = idempotent } } };

        var response = await AskAsync(new ScriptedModel(GateTests.Order(21), GateTests.Order(21), new ScriptedTurn("Done.")), options);

        Assert.Equal(runs, _ran.Count);
        Assert.Equal(["Ordered 21.", "Ordered 21."], Results(response));
    }

    [Fact]
    public async Task TwoEqualCalls_InOneTurn_BothRunAndNeitherAgain()
    {
        var ledger = new CallLedger();
        var two = new ScriptedTurn("21 and 21.", ("Order", new() { ["count"] = 21 }), ("Order", new() { ["count"] = 21.0 }));

        await AskAsync(new ScriptedModel(two, new ScriptedTurn("Done.")), new(), ledger, "r");
        await AskAsync(new ScriptedModel(two, new ScriptedTurn("Done.")), new(), ledger, "r");

        Assert.Equal(2, _ran.Count);
    }

    [Fact]
    public async Task CallThatBrokeOff_HoweverOftenTheModelAsks_IsNotRunAgain()
    {
        using var source = new CancellationTokenSource();
        var ledger = new CallLedger();
        AIFunction broken = AIFunctionFactory.Create(
            (int count) =>
            {
                _ran.Add("Order");
                source.Cancel();
                source.Token.ThrowIfCancellationRequested();
            },
            "Order");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => AskAsync(new ScriptedModel(GateTests.Order(21)), new(), ledger, "r", broken, cancellationToken: source.Token));

        var again = await AskAsync(new ScriptedModel(GateTests.Order(21), GateTests.Order(21), GateTests.Order(21), new ScriptedTurn("Done.")), new(), ledger, "r");

        Assert.Single(_ran);
        Assert.All(Results(again), result => Assert.Contains("whether it took effect is not known", result, StringComparison.Ordinal));
        Assert.Equal(3, Results(again).Count);
    }

    [Fact]
    public async Task CallThatFailed_MadeAgain_IsToldItsFailure()
    {
        var ledger = new CallLedger();
        AIFunction failing = AIFunctionFactory.Create(string (int count) => throw new InvalidOperationException("no stock"), "Order");
        await AskAsync(new ScriptedModel(GateTests.Order(21), new ScriptedTurn("Done.")), new(), ledger, "r", failing);

        var again = await AskAsync(new ScriptedModel(GateTests.Order(21), new ScriptedTurn("Done.")), new(), ledger, "r");

        Assert.Empty(_ran);
        Assert.Equal(["Order failed earlier in this request and was not run again: no stock"], Results(again));
    }

    [Fact]
    public async Task CallThatWentThroughJson_KeepsItsDecisionAndItsIdentity()
    {
        var options = new ReasoningFilterOptions { Tools = { ["Order"] = new() { Verdict = ToolVerdict.Required } } };
        var gate = new ToolGate(options);
        using var client = new ReasoningChatClient(new ScriptedModel(GateTests.Order(21)), options);
        var response = await client.GetResponseAsync("Order 21 apples.");
        var json = JsonSerializer.Serialize(response.Messages[^1], AIJsonUtilities.DefaultOptions);
        var call = JsonSerializer.Deserialize<ChatMessage>(json, AIJsonUtilities.DefaultOptions)!.Contents.OfType<Microsoft.Extensions.AI.FunctionCallContent>().Single();

        var first = await gate.RunAsync(call, Order, () => ValueTask.FromResult<object?>("Ordered."), default);
        var second = await gate.RunAsync(call, Order, () => throw new InvalidOperationException(), default);

        Assert.Equal(new ToolOutcome(true, false, "Ordered."), first);
        Assert.Equal(new ToolOutcome(false, false, "Ordered."), second);
    }

    [Fact]
    public async Task ResultWithoutAFormInJson_IsStillAResult()
    {
        var cyclic = new Dictionary<string, object?>();
        cyclic["self"] = cyclic;
        var ledger = new CallLedger();
        AIFunction order = AIFunctionFactory.Create((int count) => "", "Order");
        var gate = new ToolGate(new(), ledger);
        var call = new Microsoft.Extensions.AI.FunctionCallContent("1", "Order") { AdditionalProperties = new() { [CallIdentity.Key] = new CallIdentity("r", "c", 0, 0).ToString() } };

        var outcome = await gate.RunAsync(call, order, () => ValueTask.FromResult<object?>(cyclic), default);

        Assert.Same(cyclic, outcome.Result);
        Assert.Equal(CallState.Done, (await ledger.FindAsync("r/c/0", default))!.State);
    }

    [Fact]
    public async Task PlainLoop_WithOptionsOfAKernel_DropsTheCall()
    {
        // Any loop takes the options of a kernel, but only Semantic Kernel's runs the kernel's filters.
        var options = new ReasoningFilterOptions { OnFail = OnFail.Refuse };
        var builder = Kernel.CreateBuilder();
        builder.AddReasoningFilters();
        var kernel = builder.Build();
        kernel.Plugins.Add(KernelPluginFactory.CreateFromFunctions("Shop", [KernelFunctionFactory.CreateFromMethod((int count) => _ran.Add("Order"), "Order")]));
        var settings = new PromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() };
        var call = new ScriptedTurn("So 21 apples.", ("Shop_Order", new() { ["count"] = 21 })).Doubtful();
        using var plain = new ScriptedModel(call, new ScriptedTurn("Done.")).AsBuilder().UseFunctionInvocation().Use(inner => new ReasoningChatClient(inner, options)).Build();
        using var gated = new ScriptedModel(call, new ScriptedTurn("Done.")).AsBuilder().UseGatedKernelFunctionInvocation().Use(inner => new ReasoningChatClient(inner, options)).Build();

        var dropped = await plain.AsChatCompletionService().GetChatMessageContentAsync("Order 21 apples.", settings, kernel);
        var refused = await gated.AsChatCompletionService().GetChatMessageContentAsync("Order 21 apples.", settings, kernel);

        Assert.Empty(_ran);
        Assert.Equal((options.RefusalText, "Done."), (dropped.Content, refused.Content));
    }

    [Fact]
    public async Task ReachBack_SameCall_IsAnsweredFromItsRecord()
    {
        // The answer is rejected; its second retry reaches back, writes the first turn anew, and reads the recorded result.
        var model = new ScriptedModel(GateTests.Order(21), new ScriptedTurn("Hm.").Doubtful(), new ScriptedTurn("Hm?").Doubtful(), GateTests.Order(21) with { Text = "21 apples then." }, new ScriptedTurn("Done."));
        var journal = new ReasoningJournal();

        var response = await AskAsync(model, new() { Branch = { MaxRetries = 2, ReachBack = 1 } }, journal: journal);

        Assert.Single(_ran);
        Assert.Equal("Done.", response.Messages[^1].Text);
        Assert.Equal("21 apples then.", model.Requests[4][1].Text);
        Assert.Equal("Ordered 21.", model.Requests[4][2].Contents.OfType<Microsoft.Extensions.AI.FunctionResultContent>().Single().Result?.ToString());
        Assert.Equal([false, false, true], journal.Latest!.Attempts.Select(attempt => attempt.ReachesBack));
    }

    [Fact]
    public async Task ReachBack_OtherCall_IsGivenUpAndNothingRuns()
    {
        var model = new ScriptedModel(GateTests.Order(21), new ScriptedTurn("Hm.").Doubtful(), GateTests.Order(3));

        var response = await AskAsync(model, new() { Branch = { MaxRetries = 1, ReachBack = 1 } });

        Assert.Equal(["Order 21"], _ran);
        Assert.Equal("Hm.", response.Messages[^1].Text);
    }

    private AIFunction Order => AIFunctionFactory.Create(
        (int count) =>
        {
            _ran.Add($"Order {count}");
            return $"Ordered {count}.";
        },
        "Order");

    private AIFunction Look => AIFunctionFactory.Create(
        (int count) =>
        {
            _ran.Add($"Look {count}");
            return $"Looked at {count}.";
        },
        "Look");

    private async Task<ChatResponse> AskAsync(
        ScriptedModel model,
        ReasoningFilterOptions options,
        ICallLedger? ledger = null,
        string? requestId = null,
        AIFunction? order = null,
        IReasoningJournal? journal = null,
        CancellationToken cancellationToken = default)
    {
        using var client = model.AsBuilder()
            .UseGatedFunctionInvocation(new ToolGate(options, ledger))
            .Use(inner => new ReasoningChatClient(inner, options, journal))
            .Build();
        var request = new ChatOptions { Tools = [order ?? Order, Look] };
        return await client.GetResponseAsync("Order 21 apples.", requestId is null ? request : request.WithRequestId(requestId), cancellationToken);
    }

    private static List<string> Results(ChatResponse response)
        => [.. response.Messages.SelectMany(message => message.Contents).OfType<Microsoft.Extensions.AI.FunctionResultContent>().Select(result => result.Result?.ToString() ?? "")];
}
