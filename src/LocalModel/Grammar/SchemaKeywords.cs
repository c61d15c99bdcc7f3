using System.Text.Json;
using System.Text.Json.Nodes;

namespace SKReasoning.LocalModel.Grammar;

/// <summary>Which keywords of JSON Schema say what a value may be, and which of them a grammar cannot say.</summary>
internal static class SchemaKeywords
{
    private static readonly string[] s_object = ["properties", "required", "additionalProperties", "minProperties", "maxProperties"];
    private static readonly string[] s_array = ["items", "prefixItems", "minItems", "maxItems"];
    private static readonly string[] s_string = ["minLength", "maxLength", "pattern", "format"];
    private static readonly string[] s_number = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"];
    private static readonly string[] s_any = ["type", "enum", "const", "$ref", "allOf", "anyOf", "oneOf"];

    private static readonly HashSet<string> s_constraints = [.. s_object, .. s_array, .. s_string, .. s_number, .. s_any];

    private static readonly Dictionary<string, string> s_unsupported = new()
    {
        ["not"] = "list what is allowed with enum or anyOf",
        ["if"] = "list the cases with anyOf",
        ["dependentSchemas"] = "list the cases with anyOf",
        ["dependentRequired"] = "list the cases with anyOf",
        ["dependencies"] = "list the cases with anyOf",
        ["patternProperties"] = "name the properties, or use additionalProperties",
        ["propertyNames"] = "name the properties, or use additionalProperties",
        ["unevaluatedProperties"] = "use additionalProperties in each case",
        ["unevaluatedItems"] = "use items in each case",
        ["additionalItems"] = "use prefixItems for the first items and items for the others",
        ["contains"] = "use items, or prefixItems for the items that must be there",
        ["multipleOf"] = "use type integer, or an enum of the values",
        ["$dynamicRef"] = "use $ref",
        ["$recursiveRef"] = "use $ref",
    };

    /// <param name="node">A schema that is no boolean.</param>
    /// <exception cref="SchemaNotSupportedException">It is no object, or a keyword says what a grammar cannot.</exception>
    public static void Check(SchemaNode node)
    {
        if (node.Element.ValueKind != JsonValueKind.Object)
        {
            throw node.Error("a schema is an object or a boolean.");
        }

        foreach (var keyword in node.Element.EnumerateObject())
        {
            if (s_unsupported.TryGetValue(keyword.Name, out var advice))
            {
                throw node.At(keyword.Name, keyword.Value).Error($"'{keyword.Name}' cannot become a grammar; {advice}, or leave it out.");
            }
        }
    }

    /// <summary>The types of the values a schema allows; empty where it says nothing about them.</summary>
    /// <remarks>A schema without a type allows those that its keywords speak of.</remarks>
    public static IReadOnlyList<string> Types(SchemaNode node)
    {
        if (node.Has("type"))
        {
            return [.. node.Strings("type").Distinct()];
        }

        (string Type, string[] Keywords)[] kinds = [("object", s_object), ("array", s_array), ("string", s_string), ("number", s_number)];
        return [.. kinds.Where(kind => kind.Keywords.Any(node.Has)).Select(kind => kind.Type)];
    }

    /// <summary>What is left of a schema without one keyword, annotations left out; true where nothing is.</summary>
    public static SchemaNode Without(SchemaNode node, params ReadOnlySpan<string> keywords)
    {
        var rest = new JsonObject();
        foreach (var keyword in node.Element.EnumerateObject())
        {
            if (s_constraints.Contains(keyword.Name) && !keywords.Contains(keyword.Name))
            {
                rest[keyword.Name] = JsonNode.Parse(keyword.Value.GetRawText());
            }
        }

        return node with { Element = JsonElement.Parse(rest.Count == 0 ? "true" : rest.ToJsonString()) };
    }
}
