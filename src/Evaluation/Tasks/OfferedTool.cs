using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace SKReasoning.Evaluation;

/// <summary>A tool of an evaluation, which answers as it was told to.</summary>
/// <param name="Name">Name that the model calls it by.</param>
/// <param name="Description">What the model is told of it.</param>
/// <param name="Parameters">Its parameters, all needed: names, and <c>string</c> or <c>integer</c>.</param>
/// <param name="Answer">Its result for arguments.</param>
public sealed record OfferedTool(
    string Name, string Description, ImmutableArray<(string Name, string Type)> Parameters, Func<IReadOnlyDictionary<string, object?>, string> Answer)
{
    /// <summary>The tool as a function that a chat client can invoke.</summary>
    public AIFunction ToFunction() => new Function(this);

    private sealed class Function(OfferedTool tool) : AIFunction
    {
        public override string Name => tool.Name;

        public override string Description => tool.Description;

        public override JsonElement JsonSchema { get; } = Schema(tool.Parameters);

        protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
            => new(tool.Answer(arguments.ToDictionary()));
    }

    private static JsonElement Schema(ImmutableArray<(string Name, string Type)> parameters)
    {
        var properties = new JsonObject();
        foreach (var (name, type) in parameters)
        {
            properties[name] = new JsonObject { ["type"] = type };
        }

        var schema = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = new JsonArray([.. parameters.Select(parameter => (JsonNode)parameter.Name)]),
        };
        using var document = JsonDocument.Parse(schema.ToJsonString());
        return document.RootElement.Clone();
    }
}
