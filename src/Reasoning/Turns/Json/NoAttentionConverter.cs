using System.Text.Json;
using System.Text.Json.Serialization;

namespace SKReasoning;

/// <summary>Leaves step matrices out: megabytes that have served when a turn is concluded.</summary>
internal sealed class NoAttentionConverter : JsonConverter<StepAttention?>
{
    public override StepAttention? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        reader.Skip();
        return null;
    }

    public override void Write(Utf8JsonWriter writer, StepAttention? value, JsonSerializerOptions options) => writer.WriteNullValue();
}
