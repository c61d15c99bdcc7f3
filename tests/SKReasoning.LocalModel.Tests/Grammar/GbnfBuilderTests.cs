using System.Diagnostics;
using System.Text.Json;

namespace SKReasoning.LocalModel.Tests.Grammar;

public class GbnfBuilderTests(SchemaModel model) : IClassFixture<SchemaModel>
{
    [Theory]
    [InlineData("plain")]
    [InlineData("quote \" and backslash \\ and both \\\"")]
    [InlineData("[a-z]* | (x)? {2} ::= # <[1]>")]
    [InlineData("lines\r\n\ttab \u0001\u007f")]
    [InlineData("ключ é 日本 🙂")]
    public void Literal_AnyText_MatchesItselfAlone(string text)
    {
        var gbnf = new GbnfBuilder().Build(GbnfBuilder.Literal(text));

        Assert.True(model.AllowsText(gbnf, text));
        Assert.False(model.AllowsText(gbnf, text + "x"));
        Assert.False(model.AllowsText(gbnf, text[1..]));
    }

    [Fact]
    public void AddSchema_EqualSchemas_ShareOneRule()
    {
        var grammar = new GbnfBuilder();
        var schemas = new JsonSchemaGrammar(grammar);

        var first = schemas.AddSchema(JsonElement.Parse("""{"properties": {"a": {"type": "integer"}}, "title": "First"}"""), "A");
        var second = schemas.AddSchema(JsonElement.Parse("""{"properties": {"a": {"type": "integer"}}}"""), "B");
        var third = schemas.AddSchema(JsonElement.Parse("""{"properties": {"b": {"type": "integer"}}}"""), "C");

        Assert.Equal(first, second);
        Assert.NotEqual(first, third);
    }

    [Fact]
    public void Build_SeveralTools_HoldsEachNameToItsOwnArguments()
    {
        var grammar = new GbnfBuilder();
        var schemas = new JsonSchemaGrammar(grammar);
        var order = schemas.AddSchema(JsonElement.Parse("""{"properties": {"item": {"type": "string"}}, "required": ["item"]}"""), "Shop-Order");
        var stop = schemas.AddSchema(JsonElement.Parse("""{"type": "object", "properties": {}}"""), "Shop-Stop");
        var gbnf = grammar.Build(
            $"{GbnfBuilder.Literal("\n{\"name\": \"")} ({GbnfBuilder.Literal("Shop-Order\", \"arguments\": ")} {order}"
            + $" | {GbnfBuilder.Literal("Shop-Stop\", \"arguments\": ")} {stop}) {GbnfBuilder.Literal("}\n</tool_call>")}");

        Assert.True(model.AllowsText(gbnf, "\n{\"name\": \"Shop-Order\", \"arguments\": {\"item\": \"tea\"}}\n</tool_call>"));
        Assert.True(model.AllowsText(gbnf, "\n{\"name\": \"Shop-Stop\", \"arguments\": {}}\n</tool_call>"));
        Assert.False(model.AllowsText(gbnf, "\n{\"name\": \"Shop-Stop\", \"arguments\": {\"item\": \"tea\"}}\n</tool_call>"));
        Assert.False(model.AllowsText(gbnf, "\n{\"name\": \"Shop-order\", \"arguments\": {\"item\": \"tea\"}}\n</tool_call>"));
    }

    [Fact]
    public void Build_ThirtyToolsOfTenParameters_TakesMilliseconds()
    {
        var schemas = Enumerable.Range(0, 30).Select(ToolSchema).ToList();
        Build(schemas);

        var fastest = Enumerable.Range(0, 20).Min(_ =>
        {
            var start = Stopwatch.GetTimestamp();
            Build(schemas);
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        });

        var gbnf = Build(schemas);
        var parse = Stopwatch.GetTimestamp();
        Assert.True(model.AllowsText(gbnf, """{"p0-7": "x", "p3-7": 12}"""));
        var native = Stopwatch.GetElapsedTime(parse).TotalMilliseconds;
        TestContext.Current.TestOutputHelper?.WriteLine($"build {fastest:F2} ms, {gbnf.Length} characters, native {native:F2} ms");

        // Under 20 ms when optimised; the bound leaves room for an unoptimised build on a busy machine.
        Assert.InRange(fastest, 0, 150);
    }

    private static string Build(List<JsonElement> schemas)
    {
        var grammar = new GbnfBuilder();
        var writer = new JsonSchemaGrammar(grammar);
        return grammar.Build(string.Join(" | ", schemas.Select((schema, tool) => writer.AddSchema(schema, $"Tool{tool}"))));
    }

    private static JsonElement ToolSchema(int tool)
    {
        string[] types =
        [
            """{"type": "string", "maxLength": 100}""", """{"type": ["string", "null"], "format": "date-time"}""", """{"enum": ["a", "b", "c"]}""",
            """{"type": "integer", "minimum": 1, "maximum": 100000}""", """{"type": "number", "minimum": -90, "maximum": 90}""",
            """{"type": "array", "items": {"type": "string"}}""", """{"type": "boolean"}""", "{}", """{"pattern": "^[A-Z]{3}\\d+$"}""",
            """{"type": "object", "additionalProperties": {"type": "number"}}""",
        ];
        var properties = types.Select((type, index) => $"\"p{index}-{tool}\": {type}");
        return JsonElement.Parse($$"""{"type": "object", "properties": { {{string.Join(", ", properties)}} }, "required": ["p0-{{tool}}"]}""");
    }
}
