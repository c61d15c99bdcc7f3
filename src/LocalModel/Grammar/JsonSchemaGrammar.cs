using System.Text.Json;
using SKReasoning.LocalModel.Calls;
using SKReasoning.LocalModel.Prompts;

namespace SKReasoning.LocalModel.Grammar;

/// <summary>JSON schemas as rules of a grammar: what a model may write where a value of a schema belongs.</summary>
/// <remarks>
/// Every text that the grammar allows is a value of the schema; it allows one style of writing, see <see cref="JsonRules"/>, and less
/// than the schema in what <see cref="ObjectRules"/>, <see cref="ArrayRules"/>, <see cref="StringRules"/> and <see cref="NumberRules"/>
/// say. Not enforced: that exactly one case of <c>oneOf</c> holds, <c>uniqueItems</c>, formats beside those of
/// <see cref="StringRules"/>, and keywords other than <c>type</c> beside <c>enum</c> and <c>const</c>. Not thread-safe.
/// </remarks>
/// <param name="grammar">Takes the rules.</param>
/// <param name="notation">How the values are written; JSON where none is given.</param>
internal sealed class JsonSchemaGrammar(GbnfBuilder grammar, ValueNotation? notation = null)
{
    private readonly JsonRules _rules = new(grammar, notation);

    /// <summary>Adds the rules of a schema; equal schemas share them.</summary>
    /// <param name="schema">A whole document of JSON Schema 2020-12, an object or a boolean.</param>
    /// <param name="owner">What the schema belongs to, such as the name of a tool, for messages.</param>
    /// <returns>The name of the rule of a value.</returns>
    /// <exception cref="SchemaNotSupportedException">
    /// A grammar cannot say what the schema says. The builder is of no further use.
    /// </exception>
    public string AddSchema(JsonElement schema, string owner)
    {
        var root = Root(schema, owner);
        try
        {
            return new SchemaWriter(_rules, root).Write();
        }
        catch (JsonException)
        {
            throw root.Error($"schemas that must both hold nest deeper than {CallerJson.Deepest} levels once they are one; write a flatter schema.");
        }
    }

    /// <summary>A document that can be read, and whose depth is one that can be followed.</summary>
    public static SchemaNode Root(JsonElement schema, string owner)
    {
        var root = new SchemaNode(schema, "#", owner);
        if (CallerJson.Problem(schema) is { } problem)
        {
            throw root.Error($"{problem} Write a flatter schema, of whole characters.");
        }

        CheckNames(root);
        return root;
    }

    private static void CheckNames(SchemaNode node)
    {
        if (node.Element.ValueKind == JsonValueKind.Array)
        {
            foreach (var (index, item) in node.Element.EnumerateArray().Index())
            {
                CheckNames(node.At($"{index}", item));
            }
        }
        else if (node.Element.ValueKind == JsonValueKind.Object)
        {
            var names = new HashSet<string>();
            foreach (var member in node.Element.EnumerateObject())
            {
                var child = node.At(member.Name, member.Value);
                if (!names.Add(member.Name))
                {
                    throw child.Error("the schema names this twice.");
                }

                CheckNames(child);
            }
        }
    }
}
