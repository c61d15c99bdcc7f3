using System.Text.Encodings.Web;
using System.Text.Json;

namespace SKReasoning.Cli.Shell;

/// <summary>Writes JSON documents; a number that JSON cannot hold is null.</summary>
internal static class JsonText
{
    /// <summary>Writes one object, indented, to the standard output, followed by a line end.</summary>
    public static void Print(Terminal terminal, Action<Utf8JsonWriter> write)
    {
        using (var writer = Open(terminal.OutputStream, indented: true))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        terminal.OutputStream.Write("\n"u8);
        terminal.OutputStream.Flush();
    }

    /// <summary>A writer that leaves the stream open.</summary>
    public static Utf8JsonWriter Open(Stream stream, bool indented)
        => new(stream, new JsonWriterOptions { Indented = indented, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static void WriteFinite(this Utf8JsonWriter writer, double value)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumberValue(value);
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    public static void WriteFinite(this Utf8JsonWriter writer, float value)
    {
        if (float.IsFinite(value))
        {
            writer.WriteNumberValue(value);
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    public static void WriteFinite(this Utf8JsonWriter writer, string name, double? value)
    {
        writer.WritePropertyName(name);
        writer.WriteFinite(value ?? double.NaN);
    }

    public static void WriteOptional(this Utf8JsonWriter writer, string name, long? value)
    {
        writer.WritePropertyName(name);
        if (value is { } number)
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    public static void WriteArray<T>(this Utf8JsonWriter writer, string name, IEnumerable<T> items, Action<T> write)
    {
        writer.WritePropertyName(name);
        writer.WriteArray(items, write);
    }

    public static void WriteArray<T>(this Utf8JsonWriter writer, IEnumerable<T> items, Action<T> write)
    {
        writer.WriteStartArray();
        foreach (var item in items)
        {
            write(item);
        }

        writer.WriteEndArray();
    }

    public static void WriteArray(this Utf8JsonWriter writer, ReadOnlySpan<float> values)
    {
        writer.WriteStartArray();
        foreach (var value in values)
        {
            writer.WriteFinite(value);
        }

        writer.WriteEndArray();
    }

    public static void WriteArray(this Utf8JsonWriter writer, ReadOnlySpan<double> values)
    {
        writer.WriteStartArray();
        foreach (var value in values)
        {
            writer.WriteFinite(value);
        }

        writer.WriteEndArray();
    }
}
