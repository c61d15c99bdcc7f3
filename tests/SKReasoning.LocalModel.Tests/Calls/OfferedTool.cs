using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SKReasoning.LocalModel.Tests.Calls;

/// <summary>A tool with a schema, and no function behind it.</summary>
internal sealed class OfferedTool(string name, JsonElement schema) : AIFunctionDeclaration
{
    public override string Name => name;

    public override string Description => "A tool.";

    public override JsonElement JsonSchema => schema;

    /// <summary>A tool whose parameters are what the arguments of some calls are, those of the first call required.</summary>
    public static OfferedTool Of(string name, params IEnumerable<JsonElement> arguments)
    {
        var properties = new Dictionary<string, HashSet<string>>();
        string[]? required = null;
        foreach (var one in arguments)
        {
            required = [.. (required ?? one.EnumerateObject().Select(property => property.Name)).Where(key => one.TryGetProperty(key, out _))];
            foreach (var property in one.EnumerateObject())
            {
                (properties.TryGetValue(property.Name, out var types) ? types : properties[property.Name] = []).Add(TypeOf(property.Value));
            }
        }

        var written = properties.Select(property => $"{JsonSerializer.Serialize(property.Key)}: {{\"type\": {JsonSerializer.Serialize(property.Value)}}}");
        return new OfferedTool(name, JsonElement.Parse($$"""{"type": "object", "properties": {{{string.Join(", ", written)}}}, "required": {{JsonSerializer.Serialize(required ?? [])}}}"""));
    }

    private static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Array => "array",
        JsonValueKind.Object => "object",
        _ => "null",
    };
}
