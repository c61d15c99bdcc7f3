using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using SKReasoning.LocalModel;
using ChatFinishReason = OpenAI.Chat.ChatFinishReason;
using ChatMessage = OpenAI.Chat.ChatMessage;
using ChatResponseFormat = OpenAI.Chat.ChatResponseFormat;

namespace SKReasoning.OpenAI.Tests.Serving;

/// <summary>The server as clients of OpenAI's see it.</summary>
public class CompletionTests(ServeFixture fixture)
{
    private static readonly ChatMessage[] s_question = [new UserChatMessage(ServeFixture.Problem)];

    private readonly ChatClient _client = ServeFixture.Client(fixture.Url).GetChatClient(ServeFixture.ModelId);

    [Fact]
    public async Task Complete_Problem_AnswersAsTheModelDoes()
    {
        ChatCompletion completion = await _client.CompleteChatAsync(s_question);

        var local = await LocalAsync();
        Assert.Equal(local.Text, completion.Content[0].Text);
        Assert.EndsWith("Answer: 16", completion.Content[0].Text, StringComparison.Ordinal);
        Assert.Equal(ChatFinishReason.Stop, completion.FinishReason);
        Assert.Equal(ServeFixture.ModelId, completion.Model);
        Assert.Equal(local.Usage!.InputTokenCount, completion.Usage.InputTokenCount);
        Assert.Equal(local.Usage.OutputTokenCount, completion.Usage.OutputTokenCount);
        Assert.Equal(local.Usage.TotalTokenCount, completion.Usage.TotalTokenCount);
        Assert.Empty(completion.ContentTokenLogProbabilities);
    }

    [Fact]
    public async Task CompleteStreaming_Problem_GivesTheSameTextInParts()
    {
        var parts = new List<string>();
        ChatFinishReason? reason = null;
        ChatTokenUsage? usage = null;
        await foreach (var update in _client.CompleteChatStreamingAsync(s_question))
        {
            parts.AddRange(update.ContentUpdate.Select(part => part.Text));
            reason ??= update.FinishReason;
            usage ??= update.Usage;
        }

        Assert.InRange(parts.Count, 20, 200);
        Assert.Equal((await LocalAsync()).Text, string.Concat(parts));
        Assert.Equal(ChatFinishReason.Stop, reason);
        Assert.True(usage!.OutputTokenCount > 20);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Complete_LogProbabilities_AreThoseOfTheLocalTrace(bool streaming)
    {
        var options = new ChatCompletionOptions { IncludeLogProbabilities = true, TopLogProbabilityCount = 3 };
        var tokens = streaming
            ? await _client.CompleteChatStreamingAsync(s_question, options).SelectMany(update => update.ContentTokenLogProbabilities.ToAsyncEnumerable()).ToArrayAsync()
            : [.. (await _client.CompleteChatAsync(s_question, options)).Value.ContentTokenLogProbabilities];

        var local = await LocalAsync();
        var trace = (ReasoningTrace)local.Messages[0].AdditionalProperties![ReasoningTrace.MetadataKey]!;
        Assert.Equal(local.Text, string.Concat(tokens.Select(token => token.Token)));
        Assert.All(tokens.Zip(trace.Tokens), pair => Assert.Equal(pair.Second.LogProbability, pair.First.LogProbability, ServeFixture.Rounding));
        Assert.All(tokens, token => Assert.Equal(3, token.TopLogProbabilities.Count));
        Assert.All(tokens, token => Assert.Equal((token.Token, token.LogProbability), (token.TopLogProbabilities[0].Token, token.TopLogProbabilities[0].LogProbability)));
        Assert.All(tokens, token => Assert.Equal(token.TopLogProbabilities.OrderByDescending(other => other.LogProbability), token.TopLogProbabilities));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Complete_Tools_RunThroughTheClientsToolLoop(bool streaming)
    {
        var ordered = new List<string>();
        var order = AIFunctionFactory.Create(
            (string item, int quantity) =>
            {
                ordered.Add($"{quantity} {item}");
                return $"Ordered {quantity} {item}.";
            },
            // As text and not as the JSON of a text, whose quotation marks the model has never seen.
            new AIFunctionFactoryOptions { Name = "Shop-Order", Description = "Orders items.", MarshalResult = (result, _, _) => new(result) });
        using var client = _client.AsIChatClient().AsBuilder().UseFunctionInvocation().Build();
        var options = new ChatOptions { Tools = [order] };

        var response = streaming
            ? await client.GetStreamingResponseAsync(ServeFixture.Order, options).ToChatResponseAsync()
            : await client.GetResponseAsync(ServeFixture.Order, options);

        Assert.Equal(["21 apples"], ordered);
        Assert.Equal([ChatRole.Assistant, ChatRole.Tool, ChatRole.Assistant], response.Messages.Select(message => message.Role));
        Assert.Contains("21 apples", response.Messages[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Complete_ToolTurn_HasLogProbabilitiesOfItsTextAlone()
    {
        ChatCompletion completion = await _client.CompleteChatAsync([new UserChatMessage(ServeFixture.Order)], new ChatCompletionOptions { Tools = { OrderTool() }, IncludeLogProbabilities = true });

        Assert.Equal(ChatFinishReason.ToolCalls, completion.FinishReason);
        Assert.Equal(21, JsonElement.Parse(completion.ToolCalls[0].FunctionArguments).GetProperty("quantity").GetInt32());
        Assert.Equal(completion.Content[0].Text, string.Concat(completion.ContentTokenLogProbabilities.Select(token => token.Token)).TrimEnd());
    }

    [Fact]
    public async Task Complete_ToolChoice_Holds()
    {
        ChatCompletion forced = await _client.CompleteChatAsync(s_question, new ChatCompletionOptions { Tools = { OrderTool() }, ToolChoice = ChatToolChoice.CreateFunctionChoice("Shop-Order"), AllowParallelToolCalls = false });
        ChatCompletion forbidden = await _client.CompleteChatAsync([new UserChatMessage(ServeFixture.Order)], new ChatCompletionOptions { Tools = { OrderTool() }, ToolChoice = ChatToolChoice.CreateNoneChoice() });

        Assert.Equal("Shop-Order", Assert.Single(forced.ToolCalls).FunctionName);
        Assert.Empty(forbidden.ToolCalls);
    }

    [Fact]
    public async Task Complete_Formats_AreObeyed()
    {
        var schema = BinaryData.FromString("""{"type": "object", "properties": {"answer": {"type": "integer"}}, "required": ["answer"], "additionalProperties": false}""");
        ChatCompletion bySchema = await _client.CompleteChatAsync(s_question, new ChatCompletionOptions { ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("answer", schema, jsonSchemaIsStrict: true) });
        ChatCompletion free = await _client.CompleteChatAsync(s_question, new ChatCompletionOptions { ResponseFormat = ChatResponseFormat.CreateJsonObjectFormat(), MaxOutputTokenCount = 200 });

        Assert.Equal(JsonValueKind.Number, JsonElement.Parse(bySchema.Content[0].Text).GetProperty("answer").ValueKind);
        Assert.StartsWith("{", free.Content[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Complete_Limits_EndTheAnswer()
    {
        ChatCompletion limited = await _client.CompleteChatAsync(s_question, new ChatCompletionOptions { MaxOutputTokenCount = 3 });
        ChatCompletion stopped = await _client.CompleteChatAsync(s_question, new ChatCompletionOptions { StopSequences = { "apples" }, IncludeLogProbabilities = true });

        Assert.Equal(ChatFinishReason.Length, limited.FinishReason);
        Assert.Equal(3, limited.Usage.OutputTokenCount);
        Assert.Equal((ChatFinishReason.Stop, "Sara has 7"), (stopped.FinishReason, stopped.Content[0].Text));
        Assert.Equal("Sara has 7", string.Concat(stopped.ContentTokenLogProbabilities.Select(token => token.Token)).TrimEnd());
    }

    [Fact]
    public async Task Complete_Seed_DecidesTheDraws()
    {
        async Task<string> DrawAsync(long seed)
        {
#pragma warning disable OPENAI001 // The seed is marked experimental.
            ChatCompletion completion = await _client.CompleteChatAsync(s_question, new ChatCompletionOptions { Temperature = 20, Seed = seed, MaxOutputTokenCount = 12 });
#pragma warning restore OPENAI001
            return string.Concat(completion.Content.Select(part => part.Text));
        }

        var first = await DrawAsync(1);

        Assert.Equal(first, await DrawAsync(1));
        Assert.NotEqual(first, await DrawAsync(2));
    }

    [Fact]
    public async Task Models_List_HoldsTheLoadedModel()
    {
        var models = await ServeFixture.Client(fixture.Url).GetOpenAIModelClient().GetModelsAsync();

        Assert.Equal(ServeFixture.ModelId, Assert.Single(models.Value).Id);
    }

    [Fact]
    public async Task Health_IsHealthy() => Assert.Equal("Healthy", await fixture.Http.GetStringAsync("/health"));

    private static ChatTool OrderTool() => ChatTool.CreateFunctionTool(
        "Shop-Order",
        "Orders a number of items.",
        BinaryData.FromString("""{"type": "object", "properties": {"item": {"type": "string"}, "quantity": {"type": "integer"}}, "required": ["item", "quantity"]}"""));

    private async Task<ChatResponse> LocalAsync() => await new LocalChatClient(fixture.Model).GetResponseAsync(
        ServeFixture.Problem, new ChatOptions { AdditionalProperties = new() { [TraceRequest.OptionsKey] = new TraceRequest { Influence = false } } });
}
