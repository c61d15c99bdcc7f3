using System.Text.Json;
using SKReasoning.LocalModel.Calls;

namespace SKReasoning.LocalModel.Grammar;

/// <summary>Takes a schema apart by the kinds of values that it allows.</summary>
internal sealed class SchemaKinds(SchemaNode root)
{
    /// <summary>Cases inside cases.</summary>
    private const int DeepestCases = 64;

    private static readonly (string Type, ValueKinds Kind)[] s_types =
    [
        ("string", ValueKinds.Text), ("number", ValueKinds.Number), ("integer", ValueKinds.Number), ("boolean", ValueKinds.Boolean),
        ("null", ValueKinds.Null), ("array", ValueKinds.Array), ("object", ValueKinds.Object),
    ];

    private readonly SchemaReferences _references = new(root);

    /// <summary>The schemas, one or more for each kind, that allow together what <paramref name="node"/> allows.</summary>
    public IReadOnlyList<(ValueKinds Kind, SchemaNode Schema)> Split(SchemaNode node) => [.. Split(node, 0)];

    /// <summary>The cases of a schema, none of which has <c>anyOf</c> or <c>oneOf</c>.</summary>
    public IEnumerable<SchemaNode> Cases(SchemaNode node) => Cases(node, 0);

    private IEnumerable<(ValueKinds Kind, SchemaNode Schema)> Split(SchemaNode node, int depth)
    {
        foreach (var one in Cases(node, depth))
        {
            if (one.IsBoolean && !one.Element.GetBoolean())
            {
                continue;
            }

            foreach (var part in one.Has("enum") || one.Has("const") ? Constants(one) : Types(one))
            {
                yield return part;
            }
        }
    }

    private IEnumerable<SchemaNode> Cases(SchemaNode node, int depth)
    {
        if (depth > DeepestCases)
        {
            throw node.Error("this schema is a case of itself; refer to itself only from a property or an item.");
        }

        var flat = _references.Flatten(node);
        if (!flat.IsBoolean)
        {
            SchemaKeywords.Check(flat);
            if (flat.Get("nullable") is { Element.ValueKind: JsonValueKind.True })
            {
                yield return Of(flat, """{"type": "null"}""");
            }

            foreach (var keyword in (string[])["anyOf", "oneOf"])
            {
                if (flat.Has(keyword))
                {
                    var common = SchemaKeywords.Without(flat, keyword);
                    foreach (var one in flat.Items(keyword).SelectMany(one => Cases(one, depth + 1)).SelectMany(one => Cases(SchemaMerge.Merge(common, one) with { Path = one.Path }, depth + 1)))
                    {
                        yield return one;
                    }

                    yield break;
                }
            }
        }

        yield return flat;
    }

    private static IEnumerable<(ValueKinds Kind, SchemaNode Schema)> Constants(SchemaNode node)
    {
        var types = node.Has("type") ? Kinds(node) : ValueKinds.Any;
        var values = node.Get("const") is { } constant ? [constant.Element] : node.Items("enum").Select(item => item.Element);
        foreach (var group in values.GroupBy(ValueNotation.KindOf).Where(group => types.HasFlag(group.Key)))
        {
            yield return (group.Key, Of(node, $$"""{"enum": [{{string.Join(", ", group.Select(value => value.GetRawText()))}}]}"""));
        }
    }

    private static IEnumerable<(ValueKinds Kind, SchemaNode Schema)> Types(SchemaNode node)
    {
        var types = node.IsBoolean ? [] : SchemaKeywords.Types(node);
        foreach (var (type, kind) in s_types)
        {
            // What is a number may be an integer.
            if ((types.Count == 0 && type != "integer") || (types.Contains(type) && !(type == "integer" && types.Contains("number"))))
            {
                yield return (kind, SchemaMerge.Merge(node, Of(node, $$"""{"type": "{{type}}"}""")));
            }
        }
    }

    private static ValueKinds Kinds(SchemaNode node)
        => s_types.Where(known => SchemaKeywords.Types(node).Contains(known.Type)).Aggregate(ValueKinds.None, (kinds, known) => kinds | known.Kind);

    private static SchemaNode Of(SchemaNode place, string schema) => place with { Element = JsonElement.Parse(schema) };
}
