using System.Text.Json;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;
using SKReasoning.Filters;
using SKReasoning.LocalModel;
using SKReasoning.TestKit;

namespace SKReasoning.AgentFramework.Tests;

/// <summary>The framework's own agent over the whole pipeline: local model, judge, Semantic Kernel's tool loop and its filters.</summary>
public class ReasoningAgentTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_ToolOfAKernel_FiltersFireAndTheResponseTellsTheVerdict(bool streaming)
    {
        await using var shop = new ShopAgent();

        var response = await RunAsync(shop.Agent, streaming);

        Assert.Equal([("apples", 21)], shop.Orders);
        Assert.Equal(["Order"], shop.Invoked);
        Assert.Equal(["Order"], shop.AutoInvoked);
        Assert.Contains("21 apples", response.Text, StringComparison.Ordinal);
        var properties = response.AdditionalProperties!;
        Assert.Equal((true, "scripted"), (properties[TurnReport.AcceptedKey], properties[TurnReport.ReasonKey]));
        Assert.Equal((2, 0), (properties[ReasoningAgent.AttemptsKey], properties[ReasoningAgent.RetryTokensKey]));
        Assert.Equal(shop.Reports, response.FindReports(shop.Journal));
        Assert.Equal(shop.Journal.Latest!.Id, properties[TurnReport.MetadataKey]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_FirstTurnRejected_DecidesTheRun(bool streaming)
    {
        await using var shop = new ShopAgent(new ScriptedValidator(false, false, true));

        var response = await RunAsync(shop.Agent, streaming);

        var properties = response.AdditionalProperties!;
        Assert.Equal(false, properties[TurnReport.AcceptedKey]);
        Assert.Equal(shop.Reports[0].Id, properties[TurnReport.MetadataKey]);
        Assert.Equal((3, shop.Reports[0].RetryTokens), (properties[ReasoningAgent.AttemptsKey], properties[ReasoningAgent.RetryTokensKey]));
        Assert.Equal(2, response.FindReports(shop.Journal).Count);
    }

    [Fact]
    public async Task Run_RejectedTurnThatMustNotAct_DoesNotRunItsTool()
    {
        await using var shop = new ShopAgent(new ScriptedValidator(false, false), OnFail.Refuse);

        var response = await RunAsync(shop.Agent, streaming: false);

        Assert.Empty(shop.Orders);
        Assert.Equal(false, response.AdditionalProperties![TurnReport.AcceptedKey]);
    }

    [Fact]
    public async Task RunStreaming_EndsWithOneUpdateWithoutContents()
    {
        await using var shop = new ShopAgent();

        var updates = await shop.Agent.RunStreamingAsync(ShopAgent.Order).ToListAsync();

        var last = updates[^1];
        Assert.Empty(last.Contents);
        Assert.Same(last, Assert.Single(updates, update => update.AdditionalProperties?.ContainsKey(ReasoningAgent.TurnsKey) == true));
        Assert.Equal((updates[^2].ResponseId, updates[^2].AgentId, updates[^2].Role), (last.ResponseId, last.AgentId, last.Role));
        Assert.Equal((await RunAsync(shop.Agent, streaming: false)).Messages.Count, updates.ToAgentResponse().Messages.Count);
    }

    [Fact]
    public async Task Session_Serialised_HoldsIdsOnlyAndGoesOn()
    {
        await using var shop = new ShopAgent();
        var session = await shop.Agent.CreateSessionAsync();
        await shop.Agent.RunAsync(ShopAgent.Order, session);

        var json = await shop.Agent.SerializeSessionAsync(session);
        var again = await shop.Agent.DeserializeSessionAsync(json);
        var response = await shop.Agent.RunAsync("Thank you.", again);

        var text = json.GetRawText();
        Assert.All(shop.Reports.Take(2), report => Assert.Contains(report.Id, text, StringComparison.Ordinal));
        Assert.DoesNotContain("skreasoning.trace", text, StringComparison.Ordinal);
        Assert.DoesNotContain("LogProbability", text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(shop.Journal.Latest, Assert.Single(response.FindReports(shop.Journal)));
        Assert.Equal([ShopAgent.Order, "Thank you."], History(shop.Bare, again).Where(message => message.Role == ChatRole.User).Select(message => message.Text));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Response_Serialised_HoldsPlainValues(bool streaming)
    {
        await using var shop = new ShopAgent();

        var json = JsonSerializer.SerializeToElement(await RunAsync(shop.Agent, streaming), AgentAbstractionsJsonUtilities.DefaultOptions);

        var properties = json.GetProperty("additionalProperties");
        Assert.Equal(string.Join(',', shop.Reports.Select(report => report.Id)), properties.GetProperty(ReasoningAgent.TurnsKey).GetString());
        Assert.All(properties.EnumerateObject(), property => Assert.True(property.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True, property.Name));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_ClientWithoutJudge_SaysNothing(bool streaming)
    {
        using var model = LlamaModel.Load(new LocalModelOptions { Path = BuiltInModelFile.Path, Threads = 1 });
        var agent = new ChatClientAgent(new LocalChatClient(model)).WithReasoning();

        var response = await RunAsync(agent, streaming);

        Assert.Null(response.AdditionalProperties);
        Assert.Empty(response.FindReports(new ReasoningJournal()));
        Assert.Null(agent.GetService<IReasoningJournal>());
    }

    [Fact]
    public async Task WithReasoning_NoJournal_FindsTheClients()
    {
        using var model = LlamaModel.Load(new LocalModelOptions { Path = BuiltInModelFile.Path, Threads = 1 });
        using var client = new LocalChatClient(model).AsBuilder().UseFunctionInvocation().UseReasoning(options => options.Validator = new ScriptedValidator(false, true)).Build();
        var agent = new ChatClientAgent(client).WithReasoning();

        var response = await RunAsync(agent, streaming: false);

        Assert.Same(client.GetService<IReasoningJournal>(), agent.GetService<IReasoningJournal>());
        Assert.Equal(2, response.AdditionalProperties![ReasoningAgent.AttemptsKey]);
    }

    [Fact]
    public async Task Run_JournalThatForgot_StillTellsTheVerdict()
    {
        await using var shop = new ShopAgent();

        var response = await RunAsync(shop.Bare.WithReasoning(new ReasoningJournal()), streaming: false);

        Assert.Equal(true, response.AdditionalProperties![TurnReport.AcceptedKey]);
        Assert.False(response.AdditionalProperties.ContainsKey(ReasoningAgent.AttemptsKey));
        Assert.Empty(response.FindReports(new ReasoningJournal()));
    }

    [Fact]
    public async Task Run_ManyAtOnce_TellTheirOwnTurns()
    {
        await using var shop = new ShopAgent();

        var responses = await Task.WhenAll(Enumerable.Range(2, 4).Select(apples => shop.Agent.RunAsync($"Sara has {apples} apples. How many apples does Sara have?")));

        Assert.Equal(["2", "3", "4", "5"], responses.Select(response => AnswerValue.Of(response.Text)));
        Assert.Equal(shop.Reports.Select(report => report.Id).Order(), responses.SelectMany(response => response.FindReports(shop.Journal)).Select(report => report.Id).Order());
        Assert.All(responses, response => Assert.Contains(AnswerValue.Of(response.Text), response.FindReports(shop.Journal)[^1].KeptAttempt.Trace.Steps[^1].Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_Cancelled_Throws()
    {
        await using var shop = new ShopAgent();
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => shop.Agent.RunAsync(ShopAgent.Order, cancellationToken: cancel.Token));
    }

    private static List<ChatMessage> History(ChatClientAgent agent, AgentSession session)
        => Assert.IsType<InMemoryChatHistoryProvider>(agent.ChatHistoryProvider).GetMessages(session);

    private static async Task<AgentResponse> RunAsync(AIAgent agent, bool streaming)
        => streaming ? await agent.RunStreamingAsync(ShopAgent.Order).ToAgentResponseAsync() : await agent.RunAsync(ShopAgent.Order);
}
