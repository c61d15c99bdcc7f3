using System.Text.Json;
using System.Text.Json.Nodes;

namespace SKReasoning.LocalModel.Grammar;

/// <summary>One schema that allows what two schemas both allow.</summary>
internal static class SchemaMerge
{
    private static readonly IEqualityComparer<JsonNode?> s_byValue = EqualityComparer<JsonNode?>.Create(JsonNode.DeepEquals, _ => 0);

    /// <param name="left">A schema; the merged one lies where it lies.</param>
    /// <param name="right">Another schema of the same document.</param>
    /// <exception cref="SchemaNotSupportedException">Both use a keyword whose two values do not combine into one.</exception>
    public static SchemaNode Merge(SchemaNode left, SchemaNode right)
    {
        if (IsTrue(right.Element) || left.Element.ValueKind == JsonValueKind.False)
        {
            return left;
        }

        if (IsTrue(left.Element) || right.Element.ValueKind == JsonValueKind.False)
        {
            return left with { Element = right.Element };
        }

        var merged = ToObject(left);
        var other = ToObject(right);
        MergeProperties(merged, other);
        foreach (var (keyword, value) in other)
        {
            if (keyword is not ("properties" or "additionalProperties"))
            {
                merged[keyword] = merged[keyword] is { } mine && value is not null
                    ? Combine(left, keyword, mine, value)
                    : value?.DeepClone();
            }
        }

        return left with { Element = JsonElement.Parse(merged.ToJsonString()) };
    }

    private static bool IsTrue(JsonElement schema) => schema.ValueKind == JsonValueKind.True
        || (schema.ValueKind == JsonValueKind.Object && !schema.EnumerateObject().Any());

    private static JsonObject ToObject(SchemaNode node)
    {
        var schema = SchemaKeywords.Without(node).Element;
        return JsonObject.Create(schema.ValueKind == JsonValueKind.Object ? schema : JsonElement.Parse("{}"))!;
    }

    private static JsonNode Combine(SchemaNode place, string keyword, JsonNode left, JsonNode right) => keyword switch
    {
        _ when JsonNode.DeepEquals(left, right) => left.DeepClone(),
        "type" => Types(left, right),
        "required" => Array(List(left).Union(List(right), s_byValue)),
        "enum" => Array(List(left).Intersect(List(right), s_byValue)),
        "items" => Both(left, right),
        "minimum" or "exclusiveMinimum" or "minLength" or "minItems" or "minProperties" => Larger(place, left, right, 1),
        "maximum" or "exclusiveMaximum" or "maxLength" or "maxItems" or "maxProperties" => Larger(place, left, right, -1),
        _ => throw place.Error($"two schemas that must both hold have different '{keyword}'; write one schema that says what both say."),
    };

    private static JsonNode Both(JsonNode left, JsonNode right)
    {
        if (JsonNode.DeepEquals(left, right) || IsTrue(right))
        {
            return left.DeepClone();
        }

        return IsTrue(left) ? right.DeepClone() : new JsonObject { ["allOf"] = Array([left, right]) };
    }

    private static bool IsTrue(JsonNode schema) => schema is JsonObject { Count: 0 } || schema.GetValueKind() == JsonValueKind.True;

    private static JsonNode Larger(SchemaNode place, JsonNode left, JsonNode right, int sign)
        => left.GetValueKind() == JsonValueKind.Number && right.GetValueKind() == JsonValueKind.Number
            ? ((sign * left.GetValue<double>()) >= (sign * right.GetValue<double>()) ? left : right).DeepClone()
            : throw place.Error("a bound is not a number.");

    private static JsonArray Types(JsonNode left, JsonNode right)
    {
        var (mine, others) = (List(left).Select(type => $"{type}").ToList(), List(right).Select(type => $"{type}").ToList());
        var common = mine.Intersect(others).ToList();
        var (mineAreNumbers, othersAreNumbers) = (mine.Contains("number"), others.Contains("number"));
        if ((mineAreNumbers && others.Contains("integer")) || (othersAreNumbers && mine.Contains("integer")))
        {
            common.Add("integer");
        }

        return Array(common.Distinct().Select(type => JsonValue.Create(type)));
    }

    private static JsonArray Array(IEnumerable<JsonNode?> items) => new([.. items.Select(item => item?.DeepClone())]);

    private static JsonArray List(JsonNode node) => node as JsonArray ?? [node.DeepClone()];

    // What one schema declares and the other does not is held to the other's additionalProperties.
    private static void MergeProperties(JsonObject merged, JsonObject other)
    {
        var mine = merged["properties"] as JsonObject ?? [];
        var theirs = other["properties"] as JsonObject ?? [];
        var (myRest, theirRest) = (merged["additionalProperties"], other["additionalProperties"]);
        var properties = new JsonObject();
        foreach (var name in mine.Concat(theirs).Select(property => property.Key).Distinct())
        {
            properties[name] = Both(mine[name] ?? myRest ?? true, theirs[name] ?? theirRest ?? true);
        }

        if (properties.Count > 0)
        {
            merged["properties"] = properties;
        }

        if (theirRest is not null)
        {
            merged["additionalProperties"] = myRest is null ? theirRest.DeepClone() : Both(myRest, theirRest);
        }
    }
}
