using System.Text.Json.Serialization;

namespace SKReasoning.Cli.Report.Inspections;

/// <summary>The generated writer of the parts that the page gets as they are.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(InspectedFile.SpectralPart))]
internal sealed partial class InspectedPartsContext : JsonSerializerContext;
