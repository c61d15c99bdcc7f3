using System.Text.Json;
using System.Text.Json.Serialization;

namespace SKReasoning;

/// <summary>The generated code behind <see cref="CalibrationJson"/>.</summary>
[JsonSerializable(typeof(CalibrationDocument))]
internal sealed partial class CalibrationJsonContext : JsonSerializerContext
{
    /// <summary>Refuses what lacks a value, has one twice, or has one that is not known.</summary>
    public static CalibrationJsonContext Strict { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        IgnoreReadOnlyProperties = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        WriteIndented = true,
        NewLine = "\n",
        Converters =
        {
            new HeadSelectionConverter(),
            new JsonStringEnumConverter<FeatureGroup>(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
            new JsonStringEnumConverter<LaterSteps>(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
        },
    });
}
