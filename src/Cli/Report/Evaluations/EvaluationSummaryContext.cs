using System.Text.Json.Serialization;

namespace SKReasoning.Cli.Report.Evaluations;

/// <summary>The generated code that reads and writes <see cref="EvaluationSummary"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(EvaluationSummary))]
internal sealed partial class EvaluationSummaryContext : JsonSerializerContext;
