using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SKReasoning.LocalModel.Tests.Chat;

public class LocalChatClientErrorTests(BuiltInModelFixture fixture) : IClassFixture<BuiltInModelFixture>
{
    private const string Problem = "Tom has 3 times as many apples as Sara. Sara has 7 apples. Ben has 5 fewer apples than Tom. How many apples does Ben have?";

    private readonly LocalChatClient _client = new(fixture.Model);

    [Fact]
    public async Task GetResponse_NegativeTemperature_Throws()
        => Assert.Contains("temperature", (await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _client.GetResponseAsync(Ask("x"), new ChatOptions { Temperature = -1 }))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task GetResponse_SchemaThatNoGrammarSays_NamesTheTool()
    {
        var tool = AIFunctionFactory.CreateDeclaration("Shop_Order", "x", JsonElement.Parse("""{"type": "object", "properties": {"a": {"not": {"type": "string"}}}}"""));

        var error = await Assert.ThrowsAsync<SchemaNotSupportedException>(() => _client.GetResponseAsync(Ask("x"), new ChatOptions { Tools = [tool] }));

        Assert.Contains("Shop_Order", error.Message, StringComparison.Ordinal);
        Assert.Contains("not", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetResponse_PromptLongerThanTheContext_SaysHowMuchFits()
        => await Assert.ThrowsAsync<ContextOverflowException>(() => _client.GetResponseAsync(Ask(string.Concat(Enumerable.Repeat(Problem, 100)))));

    [Fact]
    public async Task GetResponse_MalformedGrammar_Throws()
        => await Assert.ThrowsAsync<ArgumentException>(() => _client.GetResponseAsync(Ask("x"), new ChatOptions { AdditionalProperties = new() { ["grammar"] = "root ::= (" } }));

    private static ChatMessage[] Ask(string question) => [new(ChatRole.User, question)];
}
