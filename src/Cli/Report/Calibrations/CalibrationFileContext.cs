using System.Text.Json.Serialization;

namespace SKReasoning.Cli.Report.Calibrations;

/// <summary>The generated code that reads and writes <see cref="CalibrationFile"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(CalibrationFile))]
internal sealed partial class CalibrationFileContext : JsonSerializerContext;
