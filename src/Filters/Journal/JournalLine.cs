using System.Buffers;
using System.Text.Json;

namespace SKReasoning.Filters;

/// <summary>One line of a journal: <c>{"version": 1, "id": …, "report": …}</c>, in this order.</summary>
internal static class JournalLine
{
    private const int Version = 1;

    public enum Kind
    {
        /// <summary>A report, as far as its form tells.</summary>
        Report,

        /// <summary>JSON of a version that this one does not know.</summary>
        OtherVersion,

        /// <summary>Anything else.</summary>
        Corrupt,
    }

    /// <summary>The line of a report with the line feed that ends it.</summary>
    public static ReadOnlyMemory<byte> Write(TurnReport report)
    {
        var line = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(line, new JsonWriterOptions { Encoder = TurnReportJson.Options.Encoder }))
        {
            writer.WriteStartObject();
            writer.WriteNumber("version"u8, Version);
            writer.WriteString("id"u8, report.Id);
            writer.WritePropertyName("report"u8);
            TurnReportJson.Serialize(writer, report);
            writer.WriteEndObject();
        }

        line.Write("\n"u8);
        return line.WrittenMemory;
    }

    /// <summary>Tells what a line is without reading the report, which takes a tenth of the time.</summary>
    /// <param name="line">The line.</param>
    /// <param name="id">Id of its report; empty for other kinds.</param>
    public static Kind Examine(ReadOnlySpan<byte> line, out string id)
    {
        id = "";
        try
        {
            var reader = new Utf8JsonReader(line);
            var version = ReadStart(ref reader);
            if (version == Version)
            {
                id = ReadId(ref reader);
            }

            while (reader.Read())
            {
            }

            return version == Version ? Kind.Report : Kind.OtherVersion;
        }
        catch (Exception e) when (IsMalformed(e))
        {
            return Kind.Corrupt;
        }
    }

    /// <summary>The report of a line; null where the line is corrupt.</summary>
    public static TurnReport? Read(ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            ReadStart(ref reader);
            ReadId(ref reader);
            ReadName(ref reader, "report"u8);
            return TurnReportJson.Deserialize(ref reader);
        }
        catch (Exception e) when (IsMalformed(e))
        {
            return null;
        }
    }

    private static int ReadStart(ref Utf8JsonReader reader)
    {
        reader.Read();
        ReadName(ref reader, "version"u8);
        return reader.GetInt32();
    }

    private static string ReadId(ref Utf8JsonReader reader)
    {
        ReadName(ref reader, "id"u8);
        return reader.GetString() ?? throw new JsonException("A report has an id.");
    }

    private static void ReadName(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals(name) || !reader.Read())
        {
            throw new JsonException("The line does not begin like that of a journal.");
        }
    }

    // The reader says so of a value of the wrong kind, of bytes that are no UTF-8, and of a number that does not fit.
    private static bool IsMalformed(Exception e) => e is JsonException or InvalidOperationException or FormatException;
}
