using System.Text.Json;
using SKReasoning.LocalModel.Calls;

namespace SKReasoning.LocalModel.Grammar;

/// <summary>Objects: the declared members in the order of the schema, then others where the schema speaks of them.</summary>
/// <remarks>
/// A schema with <c>properties</c> but without <c>additionalProperties</c> allows the declared ones alone. Nothing stops a model from
/// writing one additional key twice.
/// </remarks>
internal sealed class ObjectRules(JsonRules rules, SchemaWriter writer)
{
    /// <summary>Longest name beside which others may stand: each character of it takes a rule.</summary>
    private const int LongestName = 256;

    public string? Write(SchemaNode node)
    {
        var required = node.Strings("required").ToHashSet();
        var additional = Additional(node);
        var declared = node.Members("properties").ToList();
        declared.AddRange(required.Except(declared.Select(property => property.Name)).Select(name => (name, additional)));

        declared = rules.SortsKeys ? [.. declared.OrderBy(property => ValueNotation.SortKey(property.Name), StringComparer.Ordinal)] : declared;
        if (declared.Count > SchemaWriter.MostAlternatives)
        {
            throw node.Error($"an object of more than {SchemaWriter.MostAlternatives} properties cannot become a grammar; use additionalProperties.");
        }

        var members = new List<(string Rule, bool Required)>();
        foreach (var (name, schema) in declared)
        {
            var value = writer.Inner(schema, required.Contains(name));
            if (value is not null)
            {
                members.Add((rules.Member(name, value), required.Contains(name)));
            }
            else if (required.Contains(name))
            {
                return null;
            }
        }

        if (declared.Find(property => property.Name.Length > LongestName).Name is not null && additional.Element.ValueKind != JsonValueKind.False)
        {
            throw node.Error($"a name of more than {LongestName} characters beside additionalProperties; set additionalProperties to false.");
        }

        var other = writer.Inner(additional, mandatory: false) is { } anyOther
            ? rules.MemberExcept([.. declared.Select(property => property.Name)], anyOther)
            : null;
        var (min, max) = (node.Count("minProperties") ?? 0, node.Count("maxProperties"));
        if (members.Count == 0)
        {
            return Map(node, other, min, max);
        }

        if (min > required.Count || (max is not null && (other is not null || max < members.Count)))
        {
            throw node.Error("minProperties and maxProperties count only where no properties are named; use required instead.");
        }

        return rules.Grammar.AddRule("object", $"\"{{\" {Sequence(members, other)} \"}}\"");
    }

    private static SchemaNode Additional(SchemaNode node)
        => node.Get("additionalProperties")
            ?? node.At("additionalProperties", SchemaNode.Boolean(!node.Has("properties")));

    private string? Map(SchemaNode node, string? member, int min, int? max)
    {
        if (min > GbnfBuilder.MaxCount)
        {
            throw node.Error($"minProperties is at most {GbnfBuilder.MaxCount}.");
        }

        if (min > max || (member is null && min > 0))
        {
            return null;
        }

        var members = member is null ? "" : rules.List(member, min, max);
        return rules.Grammar.AddRule("object", GbnfBuilder.Join("\"{\"", members, "\"}\""));
    }

    // Which member comes first decides whether a comma precedes the others: up to the first required one, each member may be it.
    private string Sequence(List<(string Rule, bool Required)> members, string? other)
    {
        var firstRequired = members.FindIndex(member => member.Required);
        var lastStart = firstRequired < 0 ? members.Count - 1 : firstRequired;
        var others = other is null ? "" : $"({rules.Comma} {other})*";
        var starts = new List<string>();
        if (firstRequired < 0 && other is not null)
        {
            starts.Add(rules.Grammar.AddRule("rest", $"{other} {others}"));
        }

        var rest = others;
        for (var i = members.Count - 1; i >= 0; i--)
        {
            if (i <= lastStart)
            {
                rest = rest.Length == 0 ? "" : rules.Grammar.AddRule("rest", rest);
                starts.Add(GbnfBuilder.Join(members[i].Rule, rest));
            }

            var next = $"{rules.Comma} {members[i].Rule}";
            rest = GbnfBuilder.Join(members[i].Required ? next : $"({next})?", rest);
        }

        starts.Reverse();
        return (starts.Count, firstRequired) switch
        {
            (1, >= 0) => starts[0],
            (_, >= 0) => $"({string.Join(" | ", starts)})",
            _ => $"({string.Join(" | ", starts)})?",
        };
    }
}
