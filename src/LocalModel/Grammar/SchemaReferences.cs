using System.Text.Json;

namespace SKReasoning.LocalModel.Grammar;

/// <summary>Follows <c>$ref</c> and <c>allOf</c> inside one document.</summary>
internal sealed class SchemaReferences(SchemaNode root)
{
    // Longer chains than any that a person or a serializer writes; a chain without end is one that goes round.
    private const int LongestChain = 64;

    // Parts that bring the same parts twice double at each level.
    private const int MostParts = 256;

    private int _parts;

    /// <summary>The schema that a <c>$ref</c> means.</summary>
    /// <param name="reference">The value of the keyword: <c>#</c>, or a JSON pointer after it.</param>
    /// <exception cref="SchemaNotSupportedException">It means nothing inside this document.</exception>
    public SchemaNode Resolve(SchemaNode reference)
    {
        var text = reference.Text();
        if (text is not "#" && !text.StartsWith("#/", StringComparison.Ordinal))
        {
            throw reference.Error($"'{text}' is outside this schema or no JSON pointer; copy what it means to $defs and refer to that.");
        }

        var node = root;
        foreach (var token in Uri.UnescapeDataString(text).Split('/').Skip(1).Select(token => token.Replace("~1", "/").Replace("~0", "~")))
        {
            node = Step(node, token) ?? throw reference.Error($"'{text}' leads nowhere in this schema.");
        }

        return node;
    }

    /// <summary>The same schema with what <c>$ref</c> and <c>allOf</c> bring merged into it.</summary>
    public SchemaNode Flatten(SchemaNode node)
    {
        _parts = 0;
        return Flatten(node, 0);
    }

    /// <summary>The schemas that <c>$ref</c> and <c>allOf</c> bring.</summary>
    public IReadOnlyList<SchemaNode> Parts(SchemaNode node)
        => [.. node.Get("$ref") is { } reference ? [Resolve(reference)] : Array.Empty<SchemaNode>(), .. node.Items("allOf")];

    private static SchemaNode? Step(SchemaNode node, string token) => node.Element.ValueKind switch
    {
        JsonValueKind.Object => node.Get(token),
        JsonValueKind.Array when int.TryParse(token, out var index) && index >= 0 && index < node.Element.GetArrayLength()
            => node.At(token, node.Element[index]),
        _ => null,
    };

    private SchemaNode Flatten(SchemaNode node, int depth)
    {
        if (depth > LongestChain)
        {
            throw node.Error("this schema is a part of itself; refer to itself only from a property or an item.");
        }

        if (node.IsBoolean)
        {
            return node;
        }

        if (++_parts > MostParts)
        {
            throw node.Error($"$ref and allOf bring more than {MostParts} schemas together here; write one schema that says what they say.");
        }

        SchemaKeywords.Check(node);
        var parts = Parts(node);
        return parts.Count == 0
            ? node
            : parts.Select(part => Flatten(part, depth + 1)).Aggregate(SchemaKeywords.Without(node, "$ref", "allOf"), SchemaMerge.Merge);
    }
}
