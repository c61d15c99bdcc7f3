using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SKReasoning.LocalModel.Tests.Hostile;

/// <summary>Draws JSON that a caller may hand on unread: arguments, results, and schemas of tools and answers.</summary>
internal sealed class HostileJson(Random random, HostileText text)
{
    private static readonly string[] s_keywords =
    [
        "type", "properties", "required", "additionalProperties", "items", "prefixItems", "enum", "const", "anyOf", "oneOf", "allOf", "$ref", "$defs", "not", "if", "pattern",
        "format", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minItems", "maxItems", "minProperties", "maxProperties", "nullable",
        "multipleOf", "description", "default", "title", "definitions",
    ];

    private static readonly string[] s_numbers =
    [
        "0", "-0", "1", "-1", "2", "64", "0.5", "1e3", "1e308", "-1e308", "1e999", "-1e999", "1e-400", "2147483647", "2147483648", "-2147483649", "9223372036854775807",
        "9223372036854775808", "170141183460469231731687303715884105728", "0.1000000000000000000000000000000000001", "123456789012345678901234567890123456789012345678901234567890",
    ];

    private static readonly string[] s_patterns =
    [
        "(a+)+$", "^(a|a)*$", "(a?){0,200}", "((((a{64}){64}){64}){64})", "(.*)*x", "^(([a-z])+.)+[A-Z]([a-z])+$", "[", "(", "a{99999999999}", "a{2,1}", "\\p{L}+", "(?=a)b", "\\1", "[z-a]",
        "^[\\s\\S]{0,4096}$", "(a|b|ab){1,60}c", "\\uD800", "[\\u0000-\\uFFFF]", "^$", "", "$^", "\\", "(?i)x", "(?<n>x)", "[^\\s\\S]", "a**", "^a|b$|c", ".{4000}", "(x|y){0,}z{0}",
    ];

    private static readonly string[] s_schemas =
    [
        """{"$ref": "#"}""",
        """{"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}}""",
        """{"type": "object", "properties": {"a": {"$ref": "#"}}, "required": ["a"]}""",
        """{"type": "object", "properties": {"a": {"$ref": "#"}, "b": {"$ref": "#"}}}""",
        """{"anyOf": [{"$ref": "#"}, {"type": "null"}]}""",
        """{"allOf": [{"$ref": "#"}]}""",
        """{"$ref": "http://localhost/schema"}""",
        """{"$ref": "#/%ZZ/~2"}""",
        """{"$ref": "#/properties/x", "properties": {"x": 3}}""",
        """{"type": "string", "minLength": 1e9, "maxLength": 2e9}""",
        """{"type": "array", "items": {"type": "array", "items": {"type": "array", "minItems": 16000}, "minItems": 16000}, "minItems": 16000}""",
        """{"type": "integer", "minimum": 1e400}""",
        """{"type": "number", "minimum": 5, "maximum": -5}""",
        """{"type": "object", "required": ["a", "a", 3]}""",
        """{"type": "object", "minProperties": 5}""",
        """{"enum": []}""",
        """{"const": "<|im_end|>"}""",
        """{"type": ["string", "string", "null", "elephant"]}""",
        """{"type": "object", "properties": {"": {}, "\n\"": {}, "\u0000": {}, "<|im_end|>": {"type": "string"}}, "required": ["\n\""]}""",
        """{"type": "object", "properties": {"\ud800": {"type": "string"}}, "required": ["\ud800"]}""",
        """{"enum": ["\ud800", "\udc00\u0000"]}""",
        """{"description": "\ud800"}""",
        """{"type": "object", "type": "string"}""",
        "true", "false", "null", "3", "\"string\"", "[]", "[{}]",
    ];

    /// <summary>A value; sometimes none at all, or one that nests deeper than readers take.</summary>
    public JsonElement Value() => random.Next(20) switch
    {
        0 => default,
        1 => Parse(Nested('[', ']', random.Next(1, 600))),
        2 => Parse($"{{\"a\": {Text(text.Any())}, \"a\": 1, {Text(text.Short())}: null}}"),
        _ => Parse(Any(3)),
    };

    /// <summary>A schema: one of a list of malicious ones, a large one, or random keywords with random values.</summary>
    public JsonElement Schema() => random.Next(12) switch
    {
        0 => Value(),
        1 => Parse(Deep(random.Next(1, 600))),
        2 => Parse($"{{\"enum\": [{string.Join(',', Enumerable.Range(0, random.Next(1, 20_000)))}]}}"),
        3 => Parse(Doubling(random.Next(1, 60))),
        4 => Parse($"{{\"type\": \"string\", \"pattern\": {Text(s_patterns[random.Next(s_patterns.Length)])}}}"),
        5 => Parse($"{{\"type\": \"object\", \"properties\": {{{string.Join(',', Enumerable.Range(0, random.Next(1, 1500)).Select(i => $"\"p{i}\": {{\"type\": \"integer\"}}"))}}}}}"),
        6 or 7 => Parse(s_schemas[random.Next(s_schemas.Length)]),
        8 => Parse("""{"type": "object", "properties": {"item": {"type": "string"}, "quantity": {"type": "integer"}}, "required": ["item", "quantity"]}"""),
        _ => Parse(Keywords(4)),
    };

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 100_000 });
        return document.RootElement.Clone();
    }

    private static string Nested(char open, char close, int depth) => new string(open, depth) + new string(close, depth);

    private static string Deep(int depth)
        => string.Concat(Enumerable.Repeat("""{"type": "object", "properties": {"a": """, depth)) + "{}" + string.Concat(Enumerable.Repeat("}}", depth));

    // Each definition brings the next one twice.
    private static string Doubling(int depth)
    {
        var definitions = Enumerable.Range(0, depth).Select(i => $"\"d{i}\": {{\"anyOf\": [{{\"$ref\": \"#/$defs/d{i + 1}\"}}, {{\"allOf\": [{{\"$ref\": \"#/$defs/d{i + 1}\"}}]}}]}}");
        return $"{{\"$ref\": \"#/$defs/d0\", \"$defs\": {{{string.Join(',', definitions)}, \"d{depth}\": {{\"type\": \"string\"}}}}}}";
    }

    private string Keywords(int depth)
    {
        var members = Enumerable.Range(0, random.Next(5)).Select(_ =>
        {
            var keyword = s_keywords[random.Next(s_keywords.Length)];
            return $"\"{keyword}\": {(random.Next(4) == 0 ? Any(2) : Fitting(keyword, depth - 1))}";
        });
        return $"{{{string.Join(',', members)}}}";
    }

    private string Fitting(string keyword, int depth) => depth <= 0 ? "true" : keyword switch
    {
        "type" => new[] { "\"object\"", "\"array\"", "\"string\"", "\"number\"", "\"integer\"", "\"boolean\"", "\"null\"", "[\"string\", \"null\"]" }[random.Next(8)],
        "properties" or "$defs" or "definitions" => $"{{{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(i => $"\"{"abcd"[i]}\": {Keywords(depth)}"))}}}",
        "required" => "[\"a\", \"z\"]",
        "prefixItems" or "anyOf" or "oneOf" or "allOf" => $"[{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => Keywords(depth)))}]",
        "enum" => $"[{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => Any(1)))}]",
        "$ref" => new[] { "\"#\"", "\"#/$defs/a\"", "\"#/properties/a\"", "\"#/$defs/b/items\"" }[random.Next(4)],
        "pattern" => Text(s_patterns[random.Next(s_patterns.Length)]),
        "format" => new[] { "\"date\"", "\"uuid\"", "\"date-time\"", "\"nonsense\"" }[random.Next(4)],
        "const" or "default" => Any(2),
        "description" or "title" => Text(text.Short()),
        "nullable" => "true",
        "items" or "additionalProperties" or "not" or "if" => random.Next(3) == 0 ? "false" : Keywords(depth),
        _ => s_numbers[random.Next(s_numbers.Length)],
    };

    private string Any(int depth) => random.Next(depth > 0 ? 8 : 5) switch
    {
        0 => "null",
        1 => "true",
        2 => s_numbers[random.Next(s_numbers.Length)],
        3 or 4 => Text(text.Short()),
        5 => $"[{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => Any(depth - 1)))}]",
        _ => $"{{{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => $"{Text(text.Short())}: {Any(depth - 1)}"))}}}",
    };

    // Escapes each unit, so that halves of surrogate pairs come through.
    private static string Text(string value)
    {
        var json = new StringBuilder("\"");
        foreach (var unit in value)
        {
            json.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
        }

        return json.Append('"').ToString();
    }
}
