using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace SKReasoning;

/// <summary>The generated code behind <see cref="TurnReportJson"/>.</summary>
[JsonSerializable(typeof(TurnReport))]
[JsonSerializable(typeof(IReadOnlyList<ReasoningStep>))]
[JsonSerializable(typeof(TracedTokensConverter.TokenColumns))]
[JsonSerializable(typeof(int[][]))]
internal sealed partial class TurnReportJsonContext : JsonSerializerContext
{
    /// <summary>Refuses what lacks a value that every report has, instead of filling it with nothing.</summary>
    public static TurnReportJsonContext Strict { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        IgnoreReadOnlyProperties = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        // Letters of all languages as they are; what could end a script or an attribute is escaped.
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        Converters =
        {
            new NoAttentionConverter(),
            new TracedTokensConverter(),
            new HeadSelectionConverter(),
            InWords<VerdictBasis>(),
            InWords<StepKind>(),
            InWords<BranchFrom>(),
            InWords<DerivationView>(),
            InWords<LaterSteps>(),
            InWords<SpectralMode>(),
            InWords<SpectralSolver>(),
            InWords<SegmentKind>(),
            InWords<AnchorSchedule>(),
            InWords<AnchorBackend>(),
            InWords<BlendForm>(),
            InWords<MaskStyle>(),
            InWords<StrengthRule>(),
        },
    });

    private static JsonStringEnumConverter<T> InWords<T>()
        where T : struct, Enum
        => new(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
}
