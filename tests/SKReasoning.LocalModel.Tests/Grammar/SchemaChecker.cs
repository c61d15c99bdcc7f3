using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SKReasoning.LocalModel.Tests.Grammar;

/// <summary>Whether a value satisfies a schema, by the text of the standard; knows nothing of grammars.</summary>
internal sealed class SchemaChecker(JsonElement root)
{
    public bool IsValid(JsonElement value) => IsValid(root, value);

    private bool IsValid(JsonElement schema, JsonElement value)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return schema.ValueKind == JsonValueKind.True;
        }

        return (schema.TryGetProperty("nullable", out var nullable) && nullable.GetBoolean() && value.ValueKind == JsonValueKind.Null)
            || schema.EnumerateObject().All(keyword => Holds(schema, keyword.Name, keyword.Value, value));
    }

    private bool Holds(JsonElement schema, string keyword, JsonElement rule, JsonElement value) => keyword switch
    {
        "$ref" => IsValid(Resolve(rule.GetString()!), value),
        "allOf" => rule.EnumerateArray().All(part => IsValid(part, value)),
        "anyOf" or "oneOf" => rule.EnumerateArray().Any(part => IsValid(part, value)),
        "type" => rule.ValueKind == JsonValueKind.String ? IsOfType(rule, value) : rule.EnumerateArray().Any(type => IsOfType(type, value)),
        "enum" => rule.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)),
        "const" => JsonElement.DeepEquals(rule, value),
        _ => value.ValueKind switch
        {
            JsonValueKind.Object => HoldsForObject(schema, keyword, rule, value),
            JsonValueKind.Array => HoldsForArray(schema, keyword, rule, value),
            JsonValueKind.String => HoldsForString(keyword, rule, value.GetString()!),
            JsonValueKind.Number => HoldsForNumber(keyword, rule, value),
            _ => true,
        },
    };

    private bool HoldsForObject(JsonElement schema, string keyword, JsonElement rule, JsonElement value) => keyword switch
    {
        "properties" => rule.EnumerateObject().All(property => !value.TryGetProperty(property.Name, out var member) || IsValid(property.Value, member)),
        "required" => rule.EnumerateArray().All(name => value.TryGetProperty(name.GetString()!, out _)),
        "additionalProperties" => value.EnumerateObject()
            .Where(member => !schema.TryGetProperty("properties", out var declared) || !declared.TryGetProperty(member.Name, out _))
            .All(member => IsValid(rule, member.Value)),
        "minProperties" => value.EnumerateObject().Count() >= rule.GetInt32(),
        "maxProperties" => value.EnumerateObject().Count() <= rule.GetInt32(),
        _ => true,
    };

    private bool HoldsForArray(JsonElement schema, string keyword, JsonElement rule, JsonElement value) => keyword switch
    {
        "prefixItems" => value.EnumerateArray().Zip(rule.EnumerateArray()).All(pair => IsValid(pair.Second, pair.First)),
        "items" => value.EnumerateArray()
            .Skip(schema.TryGetProperty("prefixItems", out var prefix) ? prefix.GetArrayLength() : 0)
            .All(item => IsValid(rule, item)),
        "minItems" => value.GetArrayLength() >= rule.GetInt32(),
        "maxItems" => value.GetArrayLength() <= rule.GetInt32(),
        _ => true,
    };

    private static bool HoldsForString(string keyword, JsonElement rule, string value) => keyword switch
    {
        "minLength" => value.EnumerateRunes().Count() >= rule.GetInt32(),
        "maxLength" => value.EnumerateRunes().Count() <= rule.GetInt32(),
        "pattern" => Regex.IsMatch(value, rule.GetString()!),
        "format" => rule.GetString() switch
        {
            "date" => DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
            "time" => JsonSerializer.Deserialize<TimeOnly>(JsonSerializer.Serialize(value)) >= TimeOnly.MinValue,
            "date-time" => JsonSerializer.Deserialize<DateTime>(JsonSerializer.Serialize(value)) > DateTime.MinValue,
            "uuid" => Guid.TryParseExact(value, "D", out _),
            _ => true,
        },
        _ => true,
    };

    private static bool HoldsForNumber(string keyword, JsonElement rule, JsonElement value) => keyword switch
    {
        "minimum" => value.GetDecimal() >= rule.GetDecimal(),
        "maximum" => value.GetDecimal() <= rule.GetDecimal(),
        "exclusiveMinimum" => value.GetDecimal() > rule.GetDecimal(),
        "exclusiveMaximum" => value.GetDecimal() < rule.GetDecimal(),
        _ => true,
    };

    private static bool IsOfType(JsonElement type, JsonElement value) => (type.GetString(), value.ValueKind) switch
    {
        ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("string", JsonValueKind.String) => true,
        ("number", JsonValueKind.Number) or ("null", JsonValueKind.Null) or ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("integer", JsonValueKind.Number) => double.IsInteger(value.GetDouble()),
        _ => false,
    };

    private JsonElement Resolve(string pointer)
        => pointer.Split('/').Skip(1).Aggregate(root, (at, token) => at.ValueKind == JsonValueKind.Array
            ? at[int.Parse(token, CultureInfo.InvariantCulture)]
            : at.GetProperty(token.Replace("~1", "/").Replace("~0", "~")));
}
