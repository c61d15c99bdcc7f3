using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;

namespace SKReasoning.LocalModel.Tests.Grammar;

/// <summary>Schemas as .NET and people write them.</summary>
public static class SchemaSamples
{
    public static TheoryData<string> All =>
    [
        Exported<Order>(JsonSerializerOptions.Default),
        Exported<Order>(JsonSerializerOptions.Web),
        Exported<Zoo>(JsonSerializerOptions.Default),
        Exported<Times>(JsonSerializerOptions.Default),
        Exported<Node>(JsonSerializerOptions.Web),
        Exported<Dictionary<string, int[]>>(JsonSerializerOptions.Default),
        Exported<List<Size?>>(JsonSerializerOptions.Default),
        AIFunctionFactory.Create(Search).JsonSchema.GetRawText(),
        AIFunctionFactory.Create(Place).JsonSchema.GetRawText(),
        "true",
        """{"type": "object"}""",
        """{"type": "array", "maxItems": 3}""",
        """{"type": "string", "minLength": 3, "maxLength": 5}""",
        """{"type": "string", "maxLength": 700}""",
        """{"type": "integer", "minimum": -250, "exclusiveMaximum": 1001}""",
        """{"type": "integer", "minimum": 37}""",
        """{"type": "number", "minimum": -1.25, "maximum": 3.75}""",
        """{"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}""",
        """{"type": "number", "maximum": -0.005}""",
        """{"type": ["integer", "number", "null"], "minimum": 99.5}""",
        """{"type": "string", "format": "date"}""",
        """{"type": "string", "format": "date-time"}""",
        """{"type": "string", "format": "time"}""",
        """{"type": "string", "format": "uuid"}""",
        """{"type": "string", "pattern": "^[A-Z]{2,4}-\\d+(\\.\\d{1,2})?$"}""",
        """{"type": "string", "pattern": "^(https?://|mailto:)[^\\s\"<>]{1,9}$"}""",
        """{"type": "string", "pattern": "^\\w+@\\w+\\.(com|org)$|^none"}""",
        """{"enum": ["a", "b\"c", {"d": [1, null]}, -3.5, true]}""",
        """{"properties": {"a": {"type": "null"}, "ab": {"type": "null"}}, "additionalProperties": {"type": "boolean"}}""",
        """{"properties": {"a": {}, "b": {}, "c": {"type": "boolean"}, "d": {"type": "null"}}, "required": ["c"], "additionalProperties": true}""",
        """{"prefixItems": [{"type": "null"}, {"type": "boolean"}, {"type": "integer"}], "items": {"const": "x"}, "minItems": 2, "maxItems": 5}""",
        """
        {"allOf": [{"$ref": "#/$defs/named"}, {"properties": {"size": {"maximum": 9}, "name": {"maxLength": 4}}, "required": ["size"]}],
         "$defs": {"named": {"type": "object", "properties": {"name": {"minLength": 1}, "size": {"type": "integer", "minimum": 7}}}}}
        """,
        """{"type": "object", "properties": {"q": {"type": "string"}}, "anyOf": [{"required": ["q"]}, {"properties": {"id": {"type": "integer"}}, "required": ["id"]}]}""",
    ];

    private static string Exported<T>(JsonSerializerOptions options) => JsonSchemaExporter.GetJsonSchemaAsNode(options, typeof(T)).ToJsonString();

    private static string Search([StringLength(20, MinimumLength = 2)] string query, [Range(1, 50)] int top = 10, [Range(0.0, 1.0)] double? minScore = null, Size? size = null)
        => $"{query}{top}{minScore}{size}";

    private static string Place(Order order, [RegularExpression("^[A-Z]{3}$")] string currency, params string[] tags) => $"{order}{currency}{tags.Length}";

    [JsonConverter(typeof(JsonStringEnumConverter<Size>))]
    private enum Size
    {
        Small,
        Large,
    }

    private enum Level
    {
        Low,
        High,
    }

    private sealed record Order(string Name, int? Count, Size Size, Level Level, List<Line> Lines, Order? Before, JsonElement Extra, bool Paid = true);

    private sealed record Line(Guid Item, decimal Price, char Mark, IReadOnlyDictionary<string, double> Weights);

    private sealed record Times(DateTime When, DateTimeOffset Sent, DateOnly Day, TimeOnly At, TimeSpan For, Version Version, Uri Link);

    private sealed record Node(int Value, Node? Left, Node? Right);

    [JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
    [JsonDerivedType(typeof(Cat), "cat")]
    [JsonDerivedType(typeof(Dog), "dog")]
    private abstract record Animal(string Name);

    private sealed record Cat(string Name, int Lives) : Animal(Name);

    private sealed record Dog(string Name, bool Good) : Animal(Name);

    private sealed record Zoo(Animal[] Animals, Animal? Star);
}
