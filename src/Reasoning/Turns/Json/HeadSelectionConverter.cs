using System.Text.Json;
using System.Text.Json.Serialization;

namespace SKReasoning;

/// <summary>Head selections as the word <c>"all"</c>, the number of most peaked heads, or a list of <c>[layer, head]</c>.</summary>
internal sealed class HeadSelectionConverter : JsonConverter<HeadSelection>
{
    private const string All = "all";

    public override HeadSelection Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String when reader.ValueTextEquals(All) => HeadSelection.All,
        JsonTokenType.Number => HeadSelection.MostPeaked(reader.GetInt32()),
        JsonTokenType.StartArray => HeadSelection.Of([.. JsonSerializer.Deserialize(ref reader, TurnReportJsonContext.Strict.Int32ArrayArray)!.Select(Head)]),
        _ => throw new JsonException("Heads are \"all\", a number or a list."),
    };

    public override void Write(Utf8JsonWriter writer, HeadSelection value, JsonSerializerOptions options)
    {
        switch (value)
        {
            case HeadSelection.Every:
                writer.WriteStringValue(All);
                break;
            case HeadSelection.Peaked peaked:
                writer.WriteNumberValue(peaked.Count);
                break;
            case HeadSelection.Listed listed:
                JsonSerializer.Serialize(writer, [.. listed.Heads.Select(head => (int[])[head.Layer, head.Head])], TurnReportJsonContext.Strict.Int32ArrayArray);
                break;
        }
    }

    private static AttentionHead Head(int[]? pair) => pair is [var layer, var head] ? new(layer, head) : throw new JsonException("A head is [layer, head].");
}
