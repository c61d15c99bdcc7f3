using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using SKReasoning;

namespace ConsoleBot;

/// <summary>How a reply becomes JSON; generated, so that it works in AOT applications.</summary>
[JsonSerializable(typeof(ReplyDocument))]
internal sealed partial class ReplyJson : JsonSerializerContext
{
    /// <summary>For people too: indented, without needless escapes, names of values in words.</summary>
    public static ReplyJson Readable { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { InWords<BranchFrom>(), InWords<DerivationView>(), InWords<StepKind>(), InWords<SegmentKind>(), InWords<SpectralMode>(), InWords<SpectralSolver>() },
    });

    private static JsonStringEnumConverter<T> InWords<T>()
        where T : struct, Enum
        => new(JsonNamingPolicy.CamelCase);
}
