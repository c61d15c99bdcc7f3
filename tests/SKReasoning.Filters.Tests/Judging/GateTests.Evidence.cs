using System.Text.Json;
using Microsoft.Extensions.AI;
using SKReasoning.TestKit;

namespace SKReasoning.Filters.Tests.Judging;

public partial class GateTests
{
    [Fact]
    public async Task Agreement_MostAnswersAgree_PassesOneOfThem()
    {
        var model = new ScriptedModel(new ScriptedTurn("It is 12.").Opaque(), new ScriptedTurn("So 21 apples").Opaque(), new ScriptedTurn("It is 21.").Opaque());
        using var client = Judge(model, new() { Agreement = { Samples = 3 } });

        var response = await client.GetResponseAsync(Ask(), new ChatOptions { Temperature = 0 });

        Assert.Equal("So 21 apples", response.Text);
        var report = Report(client);
        Assert.Equal((true, VerdictBasis.Agreement, 2), (report.Verdict.Accepted, report.Verdict.Basis, report.KeptAttempt.Number));
        Assert.Equal("2 of 3 answers agree", report.Verdict.Reason);
        Assert.Equal(6, response.Usage!.OutputTokenCount);
        Assert.All(model.Options.Skip(1), options => Assert.Equal((0.7f, null), (options!.Temperature, options.MaxOutputTokens)));
    }

    [Fact]
    public async Task Agreement_NoAnswersAgree_IsRejected()
    {
        var model = new ScriptedModel(Order(1).Opaque(), Order(2).Opaque(), Order(3).Opaque());
        using var client = Judge(model, new() { Agreement = { Samples = 3 }, OnExhausted = OnFail.Refuse, Arguments = ArgumentCheck.Off });

        var response = await client.GetResponseAsync(Ask());

        Assert.Equal(new ReasoningFilterOptions().RefusalText, response.Text);
        Assert.Equal("1 of 3 answers agree", Report(client).Verdict.Reason);
    }

    [Fact]
    public async Task Agreement_OneSampleFails_TheOthersDecide()
    {
        var requests = 0;
        var model = new ScriptedModel((_, _) => ++requests == 2 ? throw new HttpRequestException("planted") : s_good.Opaque());
        using var client = Judge(model, new() { Agreement = { Samples = 3 } });

        await client.GetResponseAsync(Ask());

        Assert.Equal("2 of 3 answers agree", Report(client).Verdict.Reason);
    }

    [Fact]
    public async Task Agreement_AllFurtherAnswersFail_IsNoAgreement()
    {
        var requests = 0;
        var model = new ScriptedModel((_, _) => ++requests > 1 ? throw new HttpRequestException("planted") : s_good.Opaque());
        using var client = Judge(model, new() { Agreement = { Samples = 3 } });

        await client.GetResponseAsync(Ask());

        Assert.Equal((false, "1 of 3 answers agree"), (Report(client).Verdict.Accepted, Report(client).Verdict.Reason));
    }

    [Fact]
    public async Task Corroborate_AnswerOf_SaysWhatAgrees()
    {
        var number = 0;
        var model = new ScriptedModel((_, _) => number++ == 0 ? s_bad : new ScriptedTurn($"Blue, {number}"));
        using var client = Judge(model, new() { Corroboration = { AnswerOf = text => text.Split(',')[0] } });

        Assert.Equal("Blue, 2", (await client.GetResponseAsync(AskFacts())).Text);
        Assert.True(Report(client).Verdict.Accepted);
    }

    [Fact]
    public async Task RequiredCall_RetryWithoutACall_DoesNotStandBeforeTheCall()
    {
        var model = new ScriptedModel(Order(21).Doubtful(), s_good);
        using var client = Judge(model, new() { Branch = { MaxRetries = 1 } });

        await client.GetResponseAsync(Ask(), new ChatOptions { ToolMode = ChatToolMode.RequireAny });

        Assert.StartsWith("the request demands a call and the turn makes none", Report(client).Attempts[1].Verdict.Reason, StringComparison.Ordinal);
        Assert.All(Report(client).Attempts, attempt => Assert.False(attempt.Verdict.Accepted));
    }

    [Fact]
    public async Task Arguments_ConversationWithAPicture_AreOnlyReported()
    {
        using var client = Judge(new ScriptedModel(Order(34)), new());

        await client.GetResponseAsync([new(ChatRole.User, [new TextContent("Order what it says."), new DataContent(new byte[] { 1 }, "image/png")])]);

        Assert.True(Report(client).Verdict.Accepted);
        Assert.Single(Report(client).KeptAttempt.UnsupportedArguments);
    }

    [Fact]
    public async Task Arguments_HalfASurrogatePair_IsNoError()
    {
        var call = new ScriptedTurn("So.", ("Order", new() { ["count"] = JsonElement.Parse("\"\\ud83d\"") }));
        using var client = Judge(new ScriptedModel(call), new() { Arguments = ArgumentCheck.Report });

        await client.GetResponseAsync(Ask());

        Assert.True(Report(client).Verdict.Accepted);
    }

    [Fact]
    public async Task Arguments_ValueFromNowhere_IsRejectedAndNamed()
    {
        using var client = Judge(new ScriptedModel(Order(34)), new() { OnFail = OnFail.Annotate });

        await client.GetResponseAsync(Ask(), new ChatOptions());

        var report = Report(client);
        Assert.Equal([new UnsupportedArgument("Order", "count", "34")], report.KeptAttempt.UnsupportedArguments);
        Assert.False(report.Verdict.Accepted);
        Assert.StartsWith("count of Order appears nowhere before the call", report.Verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arguments_ReportOnly_AcceptsAndNames()
    {
        using var client = Judge(new ScriptedModel(Order(34)), new() { Arguments = ArgumentCheck.Report });

        await client.GetResponseAsync(Ask());

        Assert.True(Report(client).Verdict.Accepted);
        Assert.Single(Report(client).KeptAttempt.UnsupportedArguments);
    }
}
