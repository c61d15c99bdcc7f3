using Microsoft.Extensions.AI;

namespace SKReasoning.LocalModel.Tests.Steering;

/// <summary>Limits, tools, grammars and bad input beside steering.</summary>
public partial class SelfAnchorTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(20)]
    [InlineData(45)]
    public async Task GetResponse_OutputLimit_EndsThere(int limit)
    {
        var options = Options(s_mild);
        options.MaxOutputTokens = limit;

        var response = await _client.GetResponseAsync(Ask(Problem), options);

        Assert.Equal(ChatFinishReason.Length, response.FinishReason);
        Assert.InRange(response.Usage!.OutputTokenCount!.Value, limit, limit + 6);
    }

    [Fact]
    public async Task GetResponse_MaxSteps_AsksForTheAnswerThen()
    {
        var (response, trace) = await AskAsync(_client, s_mild with { MaxSteps = 2 });

        Assert.Equal(2, trace.Anchoring!.Segments.Count(segment => segment.Kind == SegmentKind.Plan));
        Assert.Contains("Answer:", response.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetResponse_LongSegments_AreEnded()
    {
        var (_, trace) = await AskAsync(_client, s_mild with { MaxSegmentTokens = 10, MaxSteps = 3 });

        Assert.All(trace.Anchoring!.Segments.Where(segment => segment.Kind is SegmentKind.Plan or SegmentKind.Reason), segment => Assert.InRange(segment.TokenCount, 1, 16));
    }

    [Fact]
    public async Task GetResponse_NothingToAnchor_Throws()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => _client.GetResponseAsync([new ChatMessage(ChatRole.System, "Think step by step.")], Options(s_mild)));

        Assert.Contains("nothing to anchor", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetResponse_RequestOutOfRange_ThrowsBeforeAnythingRuns()
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => AskAsync(_client, new AnchorRequest { Strength = new AnchorStrength { Base = double.NaN } }));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => AskAsync(_client, new AnchorRequest { Scaling = new AttentionScaling { Layers = [99] } }));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => AskAsync(_client, new AnchorRequest { Scaling = new AttentionScaling { Heads = [4] } }));
        await Assert.ThrowsAsync<ArgumentException>(() => _client.GetResponseAsync(Ask(Problem), new ChatOptions { AdditionalProperties = new() { [AnchorRequest.OptionsKey] = "on" } }));
        await Assert.ThrowsAsync<ArgumentException>(() => AskAsync(_client, new AnchorRequest { Filler = fixture.Model.Vocabulary.EndToken }));
        await Assert.ThrowsAsync<ArgumentException>(() => AskAsync(_client, new AnchorRequest { Format = new PlanFormat { Plan = "Plan:" } }));
    }

    [Fact]
    public async Task GetResponse_Grammar_IsObeyedAndSteeredAsAWhole()
    {
        var options = Options(s_mild);
        options.AdditionalProperties!["grammar"] = "root ::= \"yes\" | \"no\"";

        var trace = await TraceAsync(_client, Ask(Problem), options);

        Assert.Equal(SegmentKind.WholeTurn, Assert.Single(trace.Anchoring!.Segments).Kind);
    }

    [Fact]
    public async Task GetResponse_ToolOffered_IsCalledAfterAReason()
    {
        var order = AIFunctionFactory.Create((string item, int quantity) => "", "Shop_Order", "Orders items.");
        var options = Options(s_mild);
        options.Tools = [order];
        options.ToolMode = ChatToolMode.RequireAny;

        var response = await _client.GetResponseAsync(Ask("Tom has 3 times as many apples as Sara. Sara has 7 apples. Order as many apples as Tom has."), options);

        var segments = ((ReasoningTrace)response.Messages[^1].AdditionalProperties![ReasoningTrace.MetadataKey]!).Anchoring!.Segments;
        Assert.Equal([SegmentKind.Plan, SegmentKind.Reason, SegmentKind.Plan, SegmentKind.Reason, SegmentKind.Call], segments.Select(segment => segment.Kind));
        Assert.StartsWith("Plan 1:", response.Text, StringComparison.Ordinal);
        Assert.Equal("Shop_Order", Assert.Single(response.Messages[0].Contents.OfType<FunctionCallContent>()).Name);
        Assert.Equal(ChatFinishReason.ToolCalls, response.FinishReason);
    }

    [Fact]
    public async Task GetResponse_AfterAToolsResult_PlansNothingThatIsDone()
    {
        var options = Options(s_mild);
        options.Tools = [AIFunctionFactory.Create((string item, int quantity) => "", "Shop_Order", "Orders items.")];
        List<ChatMessage> history = [.. Ask("Tom has 3 times as many apples as Sara. Sara has 7 apples. Order as many apples as Tom has.")];
        var first = await _client.GetResponseAsync(history, options);
        history.AddMessages(first);
        var call = Assert.Single(first.Messages[0].Contents.OfType<FunctionCallContent>());
        history.Add(new ChatMessage(ChatRole.Tool, [new FunctionResultContent(call.CallId, "Ordered 21 apples.")]));

        var second = await _client.GetResponseAsync(history, options);

        Assert.DoesNotContain(second.Messages[0].Contents, content => content is FunctionCallContent);
        Assert.Contains("21 apples", second.Text, StringComparison.Ordinal);
    }
}
