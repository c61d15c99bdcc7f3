using System.Text.Json.Serialization;

namespace SKReasoning.Cli.Report.Inspections;

/// <summary>The generated reader of <see cref="InspectedFile"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(InspectedFile))]
internal sealed partial class InspectedFileContext : JsonSerializerContext;
