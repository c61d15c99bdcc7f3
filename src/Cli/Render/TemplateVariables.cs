using System.Text.Json;
using System.Text.Json.Nodes;
using SKReasoning.Cli.Shell;

namespace SKReasoning.Cli.Render;

/// <summary>Reads further names for a template from NAME=VALUE.</summary>
internal static class TemplateVariables
{
    /// <summary>A JSON object; a value that is no JSON is a text. Null for none.</summary>
    /// <exception cref="InputException">There is no name.</exception>
    public static string? Parse(IReadOnlyList<string> pairs)
    {
        var variables = new JsonObject();
        foreach (var pair in pairs)
        {
            if (pair.Split('=', 2) is not [{ Length: > 0 } name, var value])
            {
                throw new InputException($"--variable is '{pair}'; it must be NAME=VALUE.");
            }

            variables[name] = Value(value);
        }

        return pairs.Count == 0 ? null : variables.ToJsonString();
    }

    private static JsonNode? Value(string value)
    {
        try
        {
            return JsonNode.Parse(value);
        }
        catch (JsonException)
        {
            return JsonValue.Create(value);
        }
    }
}
