using System.Text.Json;
using System.Text.Json.Serialization;

namespace SKReasoning.Evaluation;

/// <summary>The files of a run as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ItemResult))]
[JsonSerializable(typeof(RunHeader))]
[JsonSerializable(typeof(EvaluationSummary))]
internal sealed partial class RunJson : JsonSerializerContext
{
    /// <summary>For files that people read.</summary>
    public static RunJson Indented() => new(new JsonSerializerOptions(Default.Options) { WriteIndented = true });
}
