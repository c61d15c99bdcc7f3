namespace SKReasoning.LocalModel.Tests.Grammar;

public class SchemaNotSupportedExceptionTests
{
    [Theory]
    [InlineData("""{"properties": {"when": {"not": {"type": "null"}}}}""", "#/properties/when/not")]
    [InlineData("""{"items": {"if": {}, "then": {}}}""", "#/items/if")]
    [InlineData("""{"properties": {"a/b~c": {"patternProperties": {}}}}""", "#/properties/a~1b~0c/patternProperties")]
    [InlineData("""{"anyOf": [{"type": "null"}, {"multipleOf": 3}]}""", "#/anyOf/1/multipleOf")]
    [InlineData("""{"$ref": "#/$defs/a", "$defs": {"a": {"properties": {"b": {"contains": {}}}}}}""", "#/$defs/a/properties/b/contains")]
    [InlineData("""{"allOf": [{"minLength": 1}, {"dependentRequired": {}}]}""", "#/allOf/1/dependentRequired")]
    [InlineData("""{"properties": {"a": {"$ref": "https://example.com/schema"}}}""", "#/properties/a/$ref")]
    [InlineData("""{"$ref": "#/$defs/none"}""", "#/$ref")]
    [InlineData("""{"properties": {"a": {"type": "date"}}}""", "#/properties/a")]
    [InlineData("""{"properties": {"a": {"type": 3}}}""", "#/properties/a/type")]
    [InlineData("""{"properties": {"a": 3}}""", "#/properties/a")]
    [InlineData("""{"properties": ["a"]}""", "#/properties")]
    [InlineData("""{"items": [{"type": "null"}]}""", "#/items")]
    [InlineData("""{"items": {}, "minItems": -1}""", "#/minItems")]
    [InlineData("""{"items": {}, "minItems": 20000}""", "#")]
    [InlineData("""{"minimum": 0, "exclusiveMinimum": true}""", "#/exclusiveMinimum")]
    [InlineData("""{"pattern": "^(?=a)b$"}""", "#/pattern")]
    [InlineData("""{"pattern": "(a)\\1"}""", "#/pattern")]
    [InlineData("""{"pattern": "\\bword\\b"}""", "#/pattern")]
    [InlineData("""{"pattern": "a$b"}""", "#/pattern")]
    [InlineData("""{"pattern": "(a|b"}""", "#/pattern")]
    [InlineData("""{"pattern": "a)"}""", "#/pattern")]
    [InlineData("""{"pattern": "[z-a]"}""", "#/pattern")]
    [InlineData("""{"pattern": "\\p{L}"}""", "#/pattern")]
    [InlineData("""{"pattern": "^(a|b)*a(a|b){16}$"}""", "#/pattern")]
    [InlineData("""{"pattern": "a{99999}"}""", "#/pattern")]
    [InlineData("""{"pattern": "\\"}""", "#/pattern")]
    [InlineData("""{"pattern": "^a+$", "minLength": 3}""", "#/pattern")]
    [InlineData("""{"properties": {"a": {}}, "minProperties": 1}""", "#")]
    [InlineData("""{"allOf": [{"pattern": "a"}, {"pattern": "b"}]}""", "#")]
    [InlineData("""{"properties": {"a": {"type": "null"}, "b": false}, "required": ["b"]}""", "#")]
    [InlineData("""{"type": "string", "enum": [1, 2]}""", "#")]
    [InlineData("""{"type": "integer", "minimum": 3, "maximum": 2}""", "#")]
    [InlineData("false", "#")]
    [InlineData("""{"$ref": "#"}""", "#")]
    [InlineData("""{"allOf": [{"$ref": "#"}, {"type": "null"}]}""", "#/allOf/0")]
    [InlineData("""{"anyOf": [{"$ref": "#"}, {"type": "null"}]}""", "#")]
    [InlineData("""{"properties": {"a": {"$ref": "#"}}, "required": ["a"]}""", "#")]
    public void AddSchema_WhatNoGrammarCanSay_NamesToolAndPlace(string schema, string path)
    {
        var error = Assert.Throws<SchemaNotSupportedException>(() => SchemaModel.Gbnf(schema));

        Assert.Equal("Shop-Order", error.Owner);
        Assert.Equal(path, error.Path);
        Assert.StartsWith($"Shop-Order: {path}: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Message_UnsupportedKeyword_SaysWhichAndWhatToDo()
    {
        var error = Assert.Throws<SchemaNotSupportedException>(() => SchemaModel.Gbnf("""{"properties": {"when": {"not": {"type": "null"}}}}"""));

        Assert.Equal(
            "Shop-Order: #/properties/when/not: 'not' cannot become a grammar; list what is allowed with enum or anyOf, or leave it out.",
            error.Message);
    }
}
