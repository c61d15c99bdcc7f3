using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SKReasoning.LocalModel.Tests.Hostile;

/// <summary>What hostile requests once did otherwise than documented, one by one.</summary>
public class HostileRegressionTests(BuiltInModelFixture fixture) : IClassFixture<BuiltInModelFixture>
{
    private readonly LocalChatClient _client = new(fixture.Model);

    public static TheoryData<object> ResultsWithoutJson => [double.NaN, typeof(string), new HostileMessages.ThrowingValue(), Cycle(), JsonElement.Parse("""["\ud800"]""")];

    [Fact]
    public async Task GetResponse_NullAmongStopSequences_IsLeftOut()
        => Assert.NotNull((await _client.GetResponseAsync([User("x")], new ChatOptions { MaxOutputTokens = 1, StopSequences = [null!] })).FinishReason);

    [Fact]
    public async Task GetResponse_NullAmongMessagesOrContents_NamesTheMessage()
    {
        Assert.Contains("Message 1 is null", await RefusalAsync(User("x"), null!), StringComparison.Ordinal);
        Assert.Contains("Message 0 holds a content that is null", await RefusalAsync(new ChatMessage(ChatRole.User, [null!])), StringComparison.Ordinal);
        Assert.Contains("Message 0 has no role", await RefusalAsync(new ChatMessage(default, "x")), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(ResultsWithoutJson), DisableDiscoveryEnumeration = true)]
    public async Task GetResponse_ArgumentOrResultWithoutJson_NamesTheCall(object value)
    {
        var call = new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("c7", "f", new Dictionary<string, object?> { ["a"] = value })]);
        var result = new ChatMessage(ChatRole.Tool, [new FunctionResultContent("c7", new List<object> { value })]);

        Assert.Contains("c7", await RefusalAsync(call), StringComparison.Ordinal);
        Assert.Contains("c7", await RefusalAsync(result), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetResponse_ResultThatIsNoElement_IsEmpty()
        => Assert.NotNull((await _client.GetResponseAsync([User("x"), new(ChatRole.Tool, [new FunctionResultContent("c", default(JsonElement))])], One())).FinishReason);

    [Fact]
    public async Task GetResponse_SchemaWithHalfACharacter_IsNotSupported()
        => Assert.Contains("surrogate", (await Assert.ThrowsAsync<SchemaNotSupportedException>(() => AskAsync(Tool("""{"enum": ["\ud800"]}""")))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task GetResponse_ResponseFormatWithHalfACharacter_IsNotSupported()
    {
        var options = new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonElement.Parse("""{"properties": {"\udc00": {}}}""")) };

        await Assert.ThrowsAsync<SchemaNotSupportedException>(() => _client.GetResponseAsync([User("x")], options));
    }

    [Fact]
    public async Task GetResponse_DeepSchemaBesideAGrammar_IsNotSupported()
    {
        var options = Tool(Nested(600));
        options.AdditionalProperties = new() { ["grammar"] = "root ::= \"a\"" };

        await Assert.ThrowsAsync<SchemaNotSupportedException>(() => AskAsync(options));
    }

    [Fact]
    public async Task GetResponse_SchemaOfSixtyLevels_IsRendered() => Assert.NotNull((await AskAsync(Tool(Nested(30)))).FinishReason);

    [Fact]
    public async Task GetResponse_ToolWithoutName_Throws()
        => Assert.Contains("no name", (await Assert.ThrowsAsync<ArgumentException>(() => AskAsync(new ChatOptions { Tools = [new NamelessTool()] }))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task GetResponse_PropertyOfOurKeysWithoutValues_Throws()
    {
        await ThrowsAsync(BranchPoint.OptionsKey, new BranchPoint(BranchFrom.Restart, 0, default, null, ""));
        await ThrowsAsync(AnchorRequest.OptionsKey, new AnchorRequest { Strength = null! });
        await ThrowsAsync(AnchorRequest.OptionsKey, new AnchorRequest { Scaling = null! });
        await ThrowsAsync(AnchorRequest.OptionsKey, new AnchorRequest { Format = null! });
        await ThrowsAsync(TraceRequest.OptionsKey, new TraceRequest { SpectralLayers = default });
        await ThrowsAsync(TraceRequest.OptionsKey, new TraceRequest { InfluenceOptions = null! });
        await ThrowsAsync(AnswerScoreRequest.OptionsKey, new AnswerScoreRequest { Answer = default });
        await ThrowsAsync("min_p", DateTime.MaxValue);
        await ThrowsAsync("min_p", 'x');
        await ThrowsAsync("repetition_penalty", DBNull.Value);
        await ThrowsAsync("grammar", JsonElement.Parse("\"root ::= \\uDFFF\""));
    }

    [Fact]
    public async Task GetResponse_TextOfMegabytes_IsRefusedUnread()
    {
        var error = await Assert.ThrowsAsync<ContextOverflowException>(() => _client.GetResponseAsync([User(new string('a', 4_000_000))]));

        Assert.Contains("at least", error.Message, StringComparison.Ordinal);
        Assert.InRange(error.PromptTokens, fixture.Model.ContextLength, 4_000_000);
    }

    private static List<object> Cycle()
    {
        var cycle = new List<object>();
        cycle.Add(cycle);
        return cycle;
    }

    private static string Nested(int levels) => string.Concat(Enumerable.Repeat("""{"type": "object", "properties": {"a": """, levels)) + "{}" + new string('}', 2 * levels);

    private static ChatMessage User(string text) => new(ChatRole.User, text);

    private static ChatOptions One() => new() { MaxOutputTokens = 1 };

    private static ChatOptions Tool(string schema)
        => new() { MaxOutputTokens = 1, Tools = [AIFunctionFactory.CreateDeclaration("f", "x", JsonElement.Parse(schema, new JsonDocumentOptions { MaxDepth = 10_000 }))] };

    private Task<ChatResponse> AskAsync(ChatOptions options) => _client.GetResponseAsync([User("x")], options);

    private async Task<string> RefusalAsync(params ChatMessage[] messages)
        => (await Assert.ThrowsAsync<ArgumentException>(() => _client.GetResponseAsync(messages, One()))).Message;

    private Task<ArgumentException> ThrowsAsync(string key, object value)
        => Assert.ThrowsAnyAsync<ArgumentException>(() => AskAsync(new ChatOptions { MaxOutputTokens = 1, AdditionalProperties = new() { [key] = value } }));

    private sealed class NamelessTool : AIFunctionDeclaration
    {
        public override string Name => "";
    }
}
