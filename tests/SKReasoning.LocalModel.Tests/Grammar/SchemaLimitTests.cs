using System.Text.Json;

namespace SKReasoning.LocalModel.Tests.Grammar;

public class SchemaLimitTests(SchemaModel model) : IClassFixture<SchemaModel>
{
    [Fact]
    public void AddSchema_ThousandsOfDefinitionsInAChain_IsRefused()
    {
        var definitions = string.Join(", ", Enumerable.Range(0, 3000).Select(i => $$"""
            "d{{i}}": {"properties": {"next": {"$ref": "#/$defs/d{{i + 1}}"} } }
            """));
        var schema = $$"""{"$ref": "#/$defs/d0", "$defs": { {{definitions}}, "d3000": {"type": "null"} } }""";

        Assert.Contains("nest deeper", Refusal(JsonElement.Parse(schema)), StringComparison.Ordinal);
    }

    [Fact]
    public void AddSchema_FortyDefinitionsInAChain_AreWritten()
    {
        var definitions = string.Join(", ", Enumerable.Range(0, 40).Select(i => $$"""
            "d{{i}}": {"properties": {"next": {"type": "array", "items": {"$ref": "#/$defs/d{{i + 1}}"} } } }
            """));

        Assert.True(model.Allows($$"""{"$ref": "#/$defs/d0", "$defs": { {{definitions}}, "d40": {"type": "null"} } }""", """{"next": [{"next": []}]}"""));
    }

    [Fact]
    public void AddSchema_DeepDocument_IsRefused()
    {
        var schema = string.Concat(Enumerable.Repeat("""{"items": """, 5000)) + "true" + new string('}', 5000);

        Assert.Contains("nests deeper than 64", Refusal(JsonElement.Parse(schema, new JsonDocumentOptions { MaxDepth = 10_000 })), StringComparison.Ordinal);
    }

    [Fact]
    public void AddSchema_PartsThatDoubleAtEachLevel_AreRefused()
    {
        var definitions = string.Join(", ", Enumerable.Range(0, 20).Select(i => $$"""
            "d{{i}}": {"allOf": [{"$ref": "#/$defs/d{{i + 1}}"}, {"$ref": "#/$defs/d{{i + 1}}"}]}
            """));
        var schema = $$"""{"allOf": [{"$ref": "#/$defs/d0"}, true], "$defs": { {{definitions}}, "d20": {"type": "null"} } }""";

        Assert.Contains("together", Refusal(JsonElement.Parse(schema)), StringComparison.Ordinal);
    }

    [Fact]
    public void AddSchema_MergedSchemaDeeperThanTheReader_IsRefused()
    {
        var parts = Enumerable.Range(0, 6).Select(part => string.Concat(Enumerable.Repeat("""{"items": """, 58)) + $$"""{"minimum": {{part}}}""" + new string('}', 58));

        var error = Record.Exception(() => SchemaModel.Gbnf($$"""{"allOf": [{{string.Join(", ", parts)}}]}"""));

        Assert.IsType<SchemaNotSupportedException>(error);
    }

    [Fact]
    public void AddSchema_MemberNamedTwice_IsRefused()
        => Assert.Contains("twice", Refusal(JsonElement.Parse("""{"properties": {"a": {}, "b": {}, "a": {}}}""")), StringComparison.Ordinal);

    [Fact]
    public void AddSchema_LongNameBesideOthers_IsRefused()
    {
        var name = new string('n', 100_000);

        Assert.Contains("additionalProperties", Refusal(JsonElement.Parse($$"""{"properties": {"{{name}}": {} }, "additionalProperties": true}""")), StringComparison.Ordinal);
    }

    private static string Refusal(JsonElement schema)
        => Assert.Throws<SchemaNotSupportedException>(() => new JsonSchemaGrammar(new GbnfBuilder()).AddSchema(schema, "Shop-Order")).Message;
}
