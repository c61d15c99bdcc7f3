namespace SKReasoning.LocalModel.Tests.Grammar;

public class JsonSchemaGrammarTests(SchemaModel model) : IClassFixture<SchemaModel>
{
    private const string Order = """{"properties": {"a": {"type": "integer"}, "b": {"type": "string"}, "c": {"type": "boolean"}}, "required": ["b"]}""";
    private const string Optional = """{"properties": {"a": {"type": "integer"}, "b": {"type": "string"}}}""";
    private const string Open = """{"properties": {"ab": {"type": "integer"}, "ac": {"type": "integer"}}, "additionalProperties": {"type": "boolean"}}""";
    private const string Tree = """{"type": "object", "properties": {"v": {"type": "integer"}, "kids": {"type": "array", "items": {"$ref": "#"}}}, "required": ["v"]}""";
    private const string List = """{"$ref": "#/$defs/node", "$defs": {"node": {"properties": {"next": {"anyOf": [{"$ref": "#/$defs/node"}, {"type": "null"}]}}, "required": ["next"]}}}""";
    private const string Shape = """
        {"type": ["object", "null"], "required": ["kind"], "anyOf": [
          {"properties": {"kind": {"const": "cat"}, "lives": {"type": "integer"}}, "required": ["lives"]},
          {"properties": {"kind": {"const": "dog"}, "good": {"type": "boolean"}}}]}
        """;
    private const string Both = """
        {"allOf": [{"properties": {"a": {"type": "integer"}}, "required": ["a"]}, {"$ref": "#/$defs/b"}],
         "properties": {"a": {"minimum": 3}}, "$defs": {"b": {"properties": {"b": {"type": "string"}}}}}
        """;
    private const string Names = """{"properties": {"a\"b": {"type": "null"}, "c\\d": {"type": "null"}, "ключ 🙂": {"type": "null"}, "[x]-{2}*|\n": {"type": "null"}}}""";

    public static TheoryData<string, string> Valid => new()
    {
        { "true", """{"a": [1, "x", null, {}], "b": -1.5e3}""" },
        { "{}", "[[], {}, \"\"]" },
        { """{"description": "no constraint", "default": 3}""", "\"x\"" },
        { """{"type": "object"}""", """{"a":1,"b":[true,false]}""" },
        { """{"type": "object", "properties": {}}""", "{}" },
        { """{"type": "string"}""", "\"a \\\"quoted\\\" \\n \\u00e9 \\ud83d\\ude00 é🙂\"" },
        { """{"type": "integer"}""", "-120" },
        { """{"type": "number"}""", "0.25" },
        { """{"type": "number"}""", "1e-7" },
        { """{"type": "boolean"}""", "false" },
        { """{"type": ["string", "null"]}""", "null" },
        { """{"type": "string", "nullable": true}""", "null" },
        { Order, """{"a": 1, "b": "x", "c": true}""" },
        { Order, """{"b":"x"}""" },
        { Order, """{"b": "x", "c": true}""" },
        { Optional, "{}" },
        { Optional, """{"b": ""}""" },
        { Optional, """{"a": 0, "b": ""}""" },
        { Open, """{"ab": 1, "abc": true, "a": false, "x y": true}""" },
        { Open, """{"b": true}""" },
        { Open, "{}" },
        { """{"type": "object", "additionalProperties": {"type": "integer"}, "minProperties": 1, "maxProperties": 2}""", """{"x": 1, "y": 2}""" },
        { """{"required": ["q"]}""", """{"q": [1], "other": 2}""" },
        { Names, """{"a\"b": null, "c\\d": null, "ключ 🙂": null, "[x]-{2}*|\n": null}""" },
        { """{"items": {"type": "integer"}, "minItems": 1, "maxItems": 3}""", "[1, 2,3]" },
        { """{"type": "array", "items": {"type": "integer"}}""", "[]" },
        { """{"type": "array", "maxItems": 0}""", "[]" },
        { """{"prefixItems": [{"type": "integer"}, {"type": "string"}]}""", "[1]" },
        { """{"prefixItems": [{"type": "integer"}], "items": {"type": "null"}, "minItems": 2}""", "[1, null, null]" },
        { """{"enum": ["red", "a\"b", 3, null, {"x": [1, 2]}]}""", "\"a\\\"b\"" },
        { """{"enum": ["red", "a\"b", 3, null, {"x": [1, 2]}]}""", """{"x": [1,2]}""" },
        { """{"type": ["string", "null"], "enum": ["Red", null, 4]}""", "null" },
        { """{"const": "só"}""", "\"só\"" },
        { Shape, """{"kind": "cat", "lives": 9}""" },
        { Shape, """{"kind": "dog"}""" },
        { Shape, "null" },
        { Both, """{"a": 3, "b": "x"}""" },
        { """{"oneOf": [{"type": "integer"}, {"type": "array", "items": {"type": "integer"}}]}""", "[4]" },
        { Tree, """{"v": 1, "kids": [{"v": 2}, {"v": 3, "kids": []}]}""" },
        { List, """{"next": {"next": null}}""" },
        { """{"$ref": "#/definitions/a~1b%20c", "definitions": {"a/b c": {"type": "null"}}}""", "null" },
        { """{"type": ["array", "null"], "items": {"$ref": "#/$defs/n", "items": {}}, "$defs": {"n": {"type": "integer"}}}""", "[1]" },
        { """{"minLength": 2, "maxLength": 3}""", "\"é🙂\"" },
        { """{"minLength": 2, "maxLength": 3}""", "\"\\n\\ud83d\\ude00\"" },
        { """{"type": "string", "maxLength": 0}""", "\"\"" },
        { """{"type": "string", "format": "date"}""", "\"2024-02-29\"" },
        { """{"type": "string", "format": "date-time"}""", "\"2026-12-31T23:59:59.123+05:30\"" },
        { """{"type": "string", "format": "date-time"}""", "\"2026-12-31T23:59:59\"" },
        { """{"type": "string", "format": "time"}""", "\"07:05:00\"" },
        { """{"type": "string", "format": "uuid"}""", "\"6f9619ff-8b86-d011-b42d-00c04fc964ff\"" },
        { """{"type": "string", "format": "color"}""", "\"anything\"" },
        { """{"type": "integer", "minimum": -12, "maximum": 105}""", "-12" },
        { """{"type": "integer", "minimum": -12, "maximum": 105}""", "105" },
        { """{"type": "integer", "minimum": -12, "maximum": 105}""", "0" },
        { """{"type": "integer", "exclusiveMinimum": 5, "maximum": 1e400}""", "6" },
        { """{"type": "number", "minimum": 0.5, "maximum": 1.5}""", "0.5" },
        { """{"type": "number", "minimum": 0.5, "maximum": 1.5}""", "1.0" },
        { """{"type": "number", "minimum": -90, "maximum": 90}""", "-89.999" },
        { """{"type": "number", "exclusiveMinimum": 0}""", "0.001" },
        { """{"pattern": "^-?(\\d+\\.)?\\d{2}:\\d{2}(\\.\\d{1,7})?$"}""", "\"-3.10:20.5\"" },
        { """{"pattern": "^(?:red|gr[ae]y|[^a-z\\s]{2,})$"}""", "\"gray\"" },
        { """{"pattern": "^(?:red|gr[ae]y|[^a-z\\s]{2,})$"}""", "\"\\\"É\"" },
        { """{"pattern": "^a|b$"}""", "\"axyz\"" },
        { """{"pattern": "^a|b$"}""", "\"xyzb\"" },
        { """{"pattern": "x\\\\y"}""", "\"..x\\\\y..\"" },
        { """{"pattern": "^$"}""", "\"\"" },
        { """{"pattern": "^(a*)*$"}""", "\"aaa\"" },
    };

    public static TheoryData<string, string> Invalid => new()
    {
        { "true", "{\"a\": 1" },
        { "true", "{\"a\":  1}" },
        { "true", "[1 , 2]" },
        { "true", "{\n\"a\": 1}" },
        { """{"type": "object"}""", "[]" },
        { """{"type": "object", "properties": {}}""", """{"a": 1}""" },
        { """{"type": "string"}""", "\"a\nb\"" },
        { """{"type": "string"}""", "\"\\ud83d\"" },
        { """{"type": "string"}""", "\"\\x\"" },
        { """{"type": "integer"}""", "01" },
        { """{"type": "integer"}""", "1.5" },
        { """{"type": "integer"}""", "1234567890123456789" },
        { """{"type": "number"}""", ".5" },
        { """{"type": ["string", "null"]}""", "1" },
        { Order, "{}" },
        { Order, """{"a": 1}""" },
        { Order, """{"b": "x", "a": 1}""" },
        { Order, """{"b": "x",}""" },
        { Order, """{, "b": "x"}""" },
        { Order, """{"b": "x", "d": 1}""" },
        { Optional, """{"a": 0, }""" },
        { Open, """{"ab": true}""" },
        { Open, """{"a\u0062": true}""" },
        { Open, """{"x": 1}""" },
        { """{"type": "object", "additionalProperties": {"type": "integer"}, "minProperties": 1, "maxProperties": 2}""", "{}" },
        { """{"type": "object", "additionalProperties": {"type": "integer"}, "minProperties": 1, "maxProperties": 2}""", """{"x": 1, "y": 2, "z": 3}""" },
        { """{"items": {"type": "integer"}, "minItems": 1, "maxItems": 3}""", "[]" },
        { """{"items": {"type": "integer"}, "minItems": 1, "maxItems": 3}""", "[1, 2, 3, 4]" },
        { """{"type": "array", "maxItems": 0}""", "[1]" },
        { """{"prefixItems": [{"type": "integer"}, {"type": "string"}]}""", "[1, \"a\", 2]" },
        { """{"prefixItems": [{"type": "integer"}], "items": {"type": "null"}, "minItems": 2}""", "[1]" },
        { """{"enum": ["red", "green"]}""", "\"blue\"" },
        { """{"type": ["string", "null"], "enum": ["Red", null, 4]}""", "4" },
        { Shape, """{"kind": "cat", "good": true}""" },
        { Shape, """{"lives": 9}""" },
        { Both, """{"a": 2, "b": "x"}""" },
        { Tree, """{"v": 1, "kids": [{}]}""" },
        { List, """{"next": {}}""" },
        { """{"minLength": 2, "maxLength": 3}""", "\"🙂\"" },
        { """{"minLength": 2, "maxLength": 3}""", "\"abcd\"" },
        { """{"type": "string", "format": "date"}""", "\"2023-02-29\"" },
        { """{"type": "string", "format": "date"}""", "\"1900-02-29\"" },
        { """{"type": "string", "format": "date"}""", "\"2026-04-31\"" },
        { """{"type": "string", "format": "date-time"}""", "\"2026-12-31 23:59:59\"" },
        { """{"type": "string", "format": "time"}""", "\"24:00:00\"" },
        { """{"type": "string", "format": "uuid"}""", "\"6f9619ff8b86d011b42d00c04fc964ff\"" },
        { """{"type": "integer", "minimum": -12, "maximum": 105}""", "-13" },
        { """{"type": "integer", "minimum": -12, "maximum": 105}""", "106" },
        { """{"type": "integer", "exclusiveMinimum": 5, "maximum": 1e400}""", "5" },
        { """{"type": "number", "minimum": 0.5, "maximum": 1.5}""", "0.4" },
        { """{"type": "number", "minimum": 0.5, "maximum": 1.5}""", "1.51" },
        { """{"type": "number", "exclusiveMinimum": 0}""", "0.0" },
        { """{"type": "number", "exclusiveMinimum": 0}""", "-1" },
        { """{"pattern": "^-?(\\d+\\.)?\\d{2}:\\d{2}(\\.\\d{1,7})?$"}""", "\"1:20\"" },
        { """{"pattern": "^(?:red|gr[ae]y|[^a-z\\s]{2,})$"}""", "\"A b\"" },
        { """{"pattern": "^a|b$"}""", "\"xyz\"" },
        { """{"pattern": "^$"}""", "\"a\"" },
    };

    [Theory]
    [MemberData(nameof(Valid))]
    public void AddSchema_ValidDocument_IsAllowed(string schema, string text) => Assert.True(model.Allows(schema, text), SchemaModel.Gbnf(schema));

    [Theory]
    [MemberData(nameof(Invalid))]
    public void AddSchema_InvalidDocument_IsRefused(string schema, string text) => Assert.False(model.Allows(schema, text), SchemaModel.Gbnf(schema));
}
