using System.Text.Json;

namespace SKReasoning.LocalModel.Grammar;

/// <summary>Arrays: the first items by <c>prefixItems</c>, the others by <c>items</c>.</summary>
/// <remarks>A schema with <c>prefixItems</c> but without <c>items</c> allows those of the prefix alone.</remarks>
internal sealed class ArrayRules(JsonRules rules, SchemaWriter writer)
{
    public string? Write(SchemaNode node)
    {
        var (min, max) = (node.Count("minItems") ?? 0, node.Count("maxItems") ?? int.MaxValue);
        if (min > GbnfBuilder.MaxCount)
        {
            throw node.Error($"minItems is at most {GbnfBuilder.MaxCount}.");
        }

        var first = Prefix(node, min, max);
        var item = first.Count < max ? writer.Inner(Items(node), first.Count < min) : null;
        if (min > max || (first.Count < min && item is null))
        {
            return null;
        }

        int? more = node.Has("maxItems") ? max - first.Count : null;
        if (first.Count == 0)
        {
            return rules.Grammar.AddRule("array", GbnfBuilder.Join("\"[\"", item is null ? "" : rules.List(item, min, more), "\"]\""));
        }

        var rest = item is null ? "" : rules.Grammar.Repeat(Next(item), Math.Max(min - first.Count, 0), more);
        for (var i = first.Count - 1; i >= 0; i--)
        {
            var items = GbnfBuilder.Join(i == 0 ? first[i] : Next(first[i]), rest);
            rest = i < min ? items : rules.Grammar.AddRule("items", items) + "?";
        }

        return rules.Grammar.AddRule("array", $"\"[\" {rest} \"]\"");

        string Next(string rule) => rules.Grammar.AddRule("item", $"{rules.Comma} {rule}");
    }

    // Ends before an item that no value satisfies.
    private List<string> Prefix(SchemaNode node, int min, int max)
    {
        var prefix = new List<string>();
        foreach (var schema in node.Items("prefixItems").Take(max))
        {
            if (writer.Inner(schema, prefix.Count < min) is not { } item)
            {
                break;
            }

            prefix.Add(item);
        }

        return prefix;
    }

    private static SchemaNode Items(SchemaNode node) => node.Get("items") switch
    {
        null => node.At("items", SchemaNode.Boolean(!node.Has("prefixItems"))),
        { Element.ValueKind: JsonValueKind.Array } items => throw items.Error("an array of schemas is written as prefixItems."),
        { } items => items,
    };
}
