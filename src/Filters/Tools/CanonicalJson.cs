using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SKReasoning.Filters;

/// <summary>Writes arguments in one form: equal arguments give equal texts, in whatever order they were written.</summary>
internal static class CanonicalJson
{
    /// <summary>The arguments of a call as JSON with sorted keys.</summary>
    public static string Of(IDictionary<string, object?>? arguments)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in (arguments ?? new Dictionary<string, object?>()).OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                writer.WritePropertyName(name);
                Write(writer, Element(value));
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>A value as a JSON element, as the model wrote it or would have.</summary>
    public static JsonElement Element(object? value)
    {
        try
        {
            return Serialize(value);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException)
        {
            // A value without a form in JSON, such as one with a cycle, counts as its text.
            return Serialize(value?.ToString());
        }
    }

    /// <summary>The text of an element; its JSON where it is none, or holds half of a surrogate pair.</summary>
    public static string Text(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString()! : value.ToString();
        }
        catch (InvalidOperationException)
        {
            return value.GetRawText();
        }
    }

    private static JsonElement Serialize(object? value) => value switch
    {
        JsonElement element => element,
        null => JsonSerializer.SerializeToElement(null, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(object))),
        _ when AIJsonUtilities.DefaultOptions.TryGetTypeInfo(value.GetType(), out var type) => JsonSerializer.SerializeToElement(value, type),
        _ => JsonSerializer.SerializeToElement(value.ToString(), AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(string))),
    };

    private static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in value.EnumerateObject().OrderBy(property => property.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(property.Name);
                    Write(writer, property.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.Undefined:
                writer.WriteNullValue();
                break;
            case JsonValueKind.Number when value.TryGetDecimal(out var number):
                // 5 and 5.0 are one number to every tool.
                writer.WriteNumberValue(number / 1.000000000000000000000000000000m);
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(Text(value));
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
