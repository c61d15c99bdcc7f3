using System.ComponentModel;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SKReasoning.LocalModel.Tests.Chat;

public class LocalChatClientTests(BuiltInModelFixture fixture) : IClassFixture<BuiltInModelFixture>
{
    private const string Problem = "Tom has 3 times as many apples as Sara. Sara has 7 apples. Ben has 5 fewer apples than Tom. How many apples does Ben have?";
    private const string Order = "Tom has 3 times as many apples as Sara. Sara has 7 apples. Order as many apples as Tom has.";

    private readonly LocalChatClient _client = new(fixture.Model);

    [Fact]
    public async Task GetResponse_WordProblem_IsSolvedGreedily()
    {
        var response = await _client.GetResponseAsync(Ask(Problem));

        Assert.EndsWith("Answer: 16", response.Text, StringComparison.Ordinal);
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
        Assert.Equal(fixture.Model.ModelId, response.ModelId);
        Assert.Equal(response.Usage!.TotalTokenCount, response.Usage.InputTokenCount + response.Usage.OutputTokenCount);
    }

    [Fact]
    public async Task GetStreamingResponse_SameRequest_WritesTheSameText()
    {
        var whole = await _client.GetResponseAsync(Ask(Problem));
        var updates = await _client.GetStreamingResponseAsync(Ask(Problem)).ToListAsync();

        Assert.Equal(whole.Text, string.Concat(updates.Select(update => update.Text)));
        Assert.True(updates.Count > 20);
        Assert.Single(updates.Select(update => update.MessageId).Distinct());
        Assert.IsType<UsageContent>(updates[^1].Contents[^1]);
    }

    [Fact]
    public async Task GetResponse_ToolOffered_IsCalledWithTypedArguments()
    {
        var response = await _client.GetResponseAsync(Ask(Order), With(OrderTool));

        var call = Assert.Single(response.Messages[0].Contents.OfType<FunctionCallContent>());
        Assert.Equal(("Shop_Order", "apples", 21), (call.Name, call.Arguments!["item"]!.ToString(), ((JsonElement)call.Arguments["quantity"]!).GetInt32()));
        Assert.Equal(ChatFinishReason.ToolCalls, response.FinishReason);
        Assert.DoesNotContain("tool_call", response.Text, StringComparison.Ordinal);
        Assert.EndsWith("apples.", response.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetResponse_ResultOfTheTool_IsReadByTheModel()
    {
        var history = Ask(Order).ToList();
        var options = With(OrderTool);
        var first = await _client.GetResponseAsync(history, options);
        history.AddMessages(first);
        var call = first.Messages[0].Contents.OfType<FunctionCallContent>().Single();
        history.Add(new ChatMessage(ChatRole.Tool, [new FunctionResultContent(call.CallId, "Ordered 21 apples.")]));

        var second = await _client.GetResponseAsync(history, options);

        Assert.Contains("21 apples", second.Text, StringComparison.Ordinal);
        Assert.Equal(ChatFinishReason.Stop, second.FinishReason);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(2.0)]
    [InlineData(5.0)]
    public async Task GetResponse_HotSampling_StillCallsOfferedToolsOnly(double temperature)
    {
        var options = With(OrderTool, LookUpTool);
        options.Temperature = (float)temperature;
        options.ToolMode = ChatToolMode.RequireAny;
        options.MaxOutputTokens = 300;
        var made = 0;
        for (var seed = 0; seed < 10; seed++)
        {
            options.Seed = seed;

            var response = await _client.GetResponseAsync(Ask(Order), options);

            var calls = response.Messages[0].Contents.OfType<FunctionCallContent>().ToArray();
            Assert.True(calls.Length > 0 || response.FinishReason == ChatFinishReason.Length);
            made += calls.Length > 0 ? 1 : 0;
            foreach (var call in calls)
            {
                string[] expected = call.Name == "Shop_Order" ? ["item", "quantity"] : ["name"];
                Assert.Contains(call.Name, (string[])["Shop_Order", "Shop_PriceOf"]);
                Assert.Equal(expected, call.Arguments!.Keys);
                Assert.All(call.Arguments, argument => Assert.Equal(argument.Key == "quantity" ? JsonValueKind.Number : JsonValueKind.String, ((JsonElement)argument.Value!).ValueKind));
            }
        }

        Assert.True(made >= (temperature < 3 ? 8 : 1), $"{made} of 10 turns made a call.");
    }

    [Fact]
    public async Task GetResponse_AnswerThatHoldsTheOpeningOfACall_IsWhole()
    {
        // The only answer that the grammar allows holds the text that opens a call.
        var options = With(OrderTool);
        options.ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonElement.Parse("""{"type": "object", "properties": {"text": {"const": "write <tool_call> first"}}, "required": ["text"]}"""));

        var response = await _client.GetResponseAsync(Ask("Hello"), options);

        Assert.True(response.Text == """{"text": "write <tool_call> first"}""" || response.Messages[0].Contents.OfType<FunctionCallContent>().Any(), response.Text);
        Assert.NotEqual(response.Text.Length > 0, response.FinishReason == ChatFinishReason.ToolCalls);
    }

    [Fact]
    public async Task GetResponse_RequiredCallWithResponseFormat_MakesTheCall()
    {
        var options = With(OrderTool, LookUpTool);
        (options.ToolMode, options.ResponseFormat) = (ChatToolMode.RequireSpecific("Shop_PriceOf"), ChatResponseFormat.Json);

        var response = await _client.GetResponseAsync(Ask("Hello"), options);

        Assert.Equal("Shop_PriceOf", Assert.Single(response.Messages[0].Contents.OfType<FunctionCallContent>()).Name);
    }

    [Fact]
    public async Task GetResponse_Cancelled_NamesTheCallersToken()
    {
        using var source = new CancellationTokenSource();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in _client.GetStreamingResponseAsync(Ask(Problem), cancellationToken: source.Token))
            {
                await source.CancelAsync();
            }
        });

        Assert.Equal(source.Token, error.CancellationToken);
    }

    [Fact]
    public async Task GetResponse_ToolRequiredWhereNoneIsNeeded_IsCalledAllTheSame()
    {
        var options = With(OrderTool, LookUpTool);
        options.ToolMode = ChatToolMode.RequireSpecific("Shop_PriceOf");

        var response = await _client.GetResponseAsync(Ask("Hello"), options);

        Assert.Equal("Shop_PriceOf", Assert.Single(response.Messages[0].Contents.OfType<FunctionCallContent>()).Name);
    }

    [Fact]
    public async Task GetResponse_ToolModeNone_CallsNothing()
    {
        var options = With(OrderTool);
        options.ToolMode = ChatToolMode.None;

        var response = await _client.GetResponseAsync(Ask(Order), options);

        Assert.Empty(response.Messages[0].Contents.OfType<FunctionCallContent>());
    }

    [Fact]
    public async Task GetResponse_JsonSchema_IsObeyed()
    {
        for (var seed = 0; seed < 5; seed++)
        {
            var response = await _client.GetResponseAsync<Parcel>(Ask(Problem), new ChatOptions { Temperature = 3, Seed = seed, MaxOutputTokens = 600 });

            Assert.True(response.FinishReason == ChatFinishReason.Length || response.TryGetResult(out _), response.Text);
        }
    }

    [Fact]
    public async Task GetResponse_Grammar_IsObeyed()
    {
        var options = new ChatOptions { AdditionalProperties = new() { ["grammar"] = "root ::= \"yes\" | \"no\"" } };

        var response = await _client.GetResponseAsync(Ask("Hello"), options);

        Assert.Contains(response.Text, (string[])["yes", "no"]);
    }

    [Fact]
    public async Task GetResponse_StopSequence_EndsTheTextBeforeIt()
    {
        var response = await _client.GetResponseAsync(Ask(Problem), new ChatOptions { StopSequences = ["Answer:", "never"] });

        Assert.EndsWith("16 apples.", response.Text, StringComparison.Ordinal);
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
    }

    [Fact]
    public async Task GetResponse_OutputLimit_EndsWithLength()
    {
        var response = await _client.GetResponseAsync(Ask(Problem), new ChatOptions { MaxOutputTokens = 5 });

        Assert.Equal((ChatFinishReason.Length, 5), (response.FinishReason!.Value, (int)response.Usage!.OutputTokenCount!));
    }

    [Fact]
    public async Task GetResponse_SameSeed_WritesTheSame()
    {
        // A model of its own: what lies in the cache decides which tokens are computed together, and with that the rounding of their logits.
        static async Task<string> WriteAsync(long seed)
        {
            using var model = BuiltInModel.Load();
            return (await new LocalChatClient(model).GetResponseAsync(Ask(Problem), new ChatOptions { Temperature = 2, Seed = seed })).Text;
        }

        Assert.Equal(await WriteAsync(1), await WriteAsync(1));
        Assert.NotEqual(await WriteAsync(1), await WriteAsync(2));
    }

    [Fact]
    public async Task GetStreamingResponse_CharactersOfSeveralBytes_AreNeverCut()
    {
        // A grammar makes the model write characters that its vocabulary spells byte by byte.
        const string Text = "Zoë 日本 👩‍💻 ½";
        var options = new ChatOptions { AdditionalProperties = new() { ["grammar"] = $"root ::= \"{Text}\"" } };

        var updates = await _client.GetStreamingResponseAsync(Ask("Hello"), options).ToListAsync();

        Assert.Equal(Text, string.Concat(updates.Select(update => update.Text)));
        Assert.All(updates, update => Assert.DoesNotContain('\uFFFD', update.Text));
    }

    [Fact]
    public async Task GetResponse_SecondTurn_ReusesTheFirst()
    {
        var history = Ask(Problem).ToList();
        var first = await _client.GetResponseAsync(history);
        history.AddMessages(first);
        history.Add(new ChatMessage(ChatRole.User, "Thanks"));

        var second = await _client.GetResponseAsync(history);

        Assert.True(second.Usage!.CachedInputTokenCount >= first.Usage!.InputTokenCount + first.Usage.OutputTokenCount - 2, $"{second.Usage.CachedInputTokenCount} of {second.Usage.InputTokenCount}");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    public async Task GetStreamingResponse_LeftEarly_FreesTheModel(int after)
    {
        var count = 0;
        await foreach (var _ in _client.GetStreamingResponseAsync(Ask(Problem)))
        {
            if (count++ == after)
            {
                break;
            }
        }

        Assert.EndsWith("Answer: 16", (await _client.GetResponseAsync(Ask(Problem))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetResponse_Cancelled_Throws()
    {
        using var source = new CancellationTokenSource();
        var run = Task.Run(async () =>
        {
            await foreach (var _ in _client.GetStreamingResponseAsync(Ask(Problem), cancellationToken: source.Token))
            {
                await source.CancelAsync();
            }
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    [Fact]
    public async Task GetResponse_ThirtyTwoCallers_GetTheirOwnAnswers()
    {
        var responses = await Task.WhenAll(Enumerable.Range(0, 32).Select(async i =>
        {
            var sara = 3 + (i % 6);
            var text = Problem.Replace("Sara has 7", $"Sara has {sara}", StringComparison.Ordinal);
            var options = i % 2 == 0 ? null : Traced();
            return (Expected: (3 * sara) - 5, (await _client.GetResponseAsync(Ask(text), options)).Text);
        }));

        Assert.All(responses, response => Assert.EndsWith($"Answer: {response.Expected}", response.Text, StringComparison.Ordinal));
    }

    private static AIFunctionDeclaration OrderTool { get; }
        = AIFunctionFactory.Create([Description("Orders items.")] (string item, int quantity) => 0, "Shop_Order", "Orders items.").AsDeclarationOnly();

    private static AIFunctionDeclaration LookUpTool { get; }
        = AIFunctionFactory.Create((string name) => 0, "Shop_PriceOf", "Looks up a price.").AsDeclarationOnly();

    private static ChatMessage[] Ask(string question) => [new(ChatRole.System, "Think step by step."), new(ChatRole.User, question)];

    private static ChatOptions With(params AITool[] tools) => new() { Tools = tools };

    private static ChatOptions Traced() => new() { AdditionalProperties = new() { [TraceRequest.OptionsKey] = new TraceRequest() } };

    private sealed record Parcel(string Owner, int Count, double? Weight, string[] Contents, bool Fragile);
}
