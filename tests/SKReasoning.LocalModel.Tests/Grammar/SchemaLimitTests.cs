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

    [Theory]
    [InlineData("""{"anyOf": [{"type": "array", "items": {"$ref": "#"}}, {"type": "array", "maxItems": 9, "items": {"$ref": "#"}}]}""")]
    [InlineData("""{"anyOf": [{"properties": {"a": {"$ref": "#"}}}, {"properties": {"a": {"$ref": "#"}, "b": {}}}]}""")]
    [InlineData("""{"type": "object", "anyOf": [{"properties": {"a": {"$ref": "#"}}}, {"properties": {"b": {}, "a": {"$ref": "#"}}}]}""")]
    [InlineData("""{"anyOf": [{"$ref": "#/$defs/x"}, {"$ref": "#/$defs/y"}], "$defs": {"x": {"items": {"$ref": "#/$defs/z"}}, "y": {"items": {"$ref": "#/$defs/z"}, "maxItems": 2}, "z": {"items": {"$ref": "#"}}}}""")]
    [InlineData("""{"anyOf": [{"properties": {"x": {"$ref": "#"}, "k": {"const": "1"}}, "required": ["x", "k"]}, {"properties": {"x": {"$ref": "#"}, "k": {"const": "2"}}, "required": ["x", "k"]}]}""")]
    public void AddSchema_CasesThatBeginAlikeAndGoRound_AreRefused(string schema)
        => Assert.Contains("begin alike", Refusal(JsonElement.Parse(schema)), StringComparison.Ordinal);

    [Fact]
    public void AddSchema_CasesThatBeginAlikeAtEachLevel_AreRefused()
    {
        var definitions = string.Join(", ", Enumerable.Range(0, 9).Select(level
            => $$"""  "a{{level}}": {"anyOf": [{"items": {"$ref": "#/$defs/a{{level + 1}}"} }, {"maxItems": 5, "items": {"$ref": "#/$defs/a{{level + 1}}"} }]} """));

        Assert.Contains("begin alike", Refusal(JsonElement.Parse($$"""{"$ref": "#/$defs/a0", "$defs": { {{definitions}}, "a9": {"type": "null"} } }""")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"anyOf": [{"properties": {"op": {"const": "and"}, "of": {"items": {"$ref": "#"}}}, "required": ["op", "of"]}, {"properties": {"op": {"const": "not"}, "of": {"$ref": "#"}}, "required": ["op"]}]}""", """{"op": "and", "of": [{"op": "not"}]}""")]
    [InlineData("""{"anyOf": [{"properties": {"id": {"type": "string"}, "op": {"const": "a"}, "of": {"$ref": "#"}}, "required": ["id", "op"]}, {"properties": {"id": {"type": "string"}, "op": {"enum": ["b", "c"]}, "to": {"$ref": "#"}}, "required": ["id", "op"]}]}""", """{"id": "1", "op": "a", "of": {"id": "2", "op": "c"}}""")]
    [InlineData("""{"anyOf": [{"properties": {"and": {"items": {"$ref": "#"}}}, "required": ["and"]}, {"properties": {"or": {"items": {"$ref": "#"}}}, "required": ["or"]}, {"type": "string"}]}""", """{"and": [{"or": []}, "x"]}""")]
    [InlineData("""{"anyOf": [{"properties": {"leaf": {"type": "null"}}}, {"properties": {"left": {"$ref": "#"}}}]}""", """{"left": {"left": {"leaf": null}}}""")]
    public void AddSchema_CasesThatDiffer_AreWritten(string schema, string text) => Assert.True(model.Allows(schema, text));

    [Fact]
    public void AddSchema_ThousandsOfValuesOrMembers_AreRefused()
    {
        var values = string.Join(", ", Enumerable.Range(0, 5000).Select(value => $"\"v{value}\""));
        var members = string.Join(", ", Enumerable.Range(0, 5000).Select(value => $"\"v{value}\": true"));

        Assert.Contains("more than 1024", Refusal(JsonElement.Parse($$"""{"enum": [{{values}}]}""")), StringComparison.Ordinal);
        Assert.Contains("more than 1024", Refusal(JsonElement.Parse($$"""{"properties": { {{members}} } }""")), StringComparison.Ordinal);
    }

    private static string Refusal(JsonElement schema)
        => Assert.Throws<SchemaNotSupportedException>(() => new JsonSchemaGrammar(new GbnfBuilder()).AddSchema(schema, "Shop-Order")).Message;
}
