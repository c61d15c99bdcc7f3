using System.Text.Json;

namespace SKReasoning;

/// <summary>Reads and writes calibrations, and refuses what is none.</summary>
internal static class CalibrationJson
{
    /// <summary>Far more than any calibration has.</summary>
    private const int MaxBytes = 4 << 20;

    public static void Write(Calibration calibration, Stream stream)
    {
        JsonSerializer.Serialize(stream, new CalibrationDocument(Calibration.CurrentVersion, calibration), CalibrationJsonContext.Strict.CalibrationDocument);
        stream.Write("\n"u8);
    }

    /// <exception cref="CalibrationException">It holds no calibration that can be used.</exception>
    public static Calibration Read(Stream stream, string name)
    {
        var bytes = Bytes(stream, name);
        try
        {
            RequireVersion(bytes, name);
            var document = JsonSerializer.Deserialize(bytes, CalibrationJsonContext.Strict.CalibrationDocument);
            CalibrationCheck.Run(document!.Calibration);
            return document.Calibration;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new CalibrationException($"{name} is no calibration that can be used: {e.Message} Make one with 'skreasoning calibrate'.", e);
        }
    }

    private static ReadOnlySpan<byte> Bytes(Stream stream, string name)
    {
        var buffer = new byte[MaxBytes + 1];
        var count = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return count <= MaxBytes ? buffer.AsSpan(0, count) : throw new CalibrationException($"{name} has more than {MaxBytes >> 20} MiB and is no calibration. Give the path of a file that 'skreasoning calibrate' wrote.");
    }

    // Before all else: what a later version means by a name is not known here.
    private static void RequireVersion(ReadOnlySpan<byte> bytes, string name)
    {
        using var document = JsonDocument.Parse(bytes.ToArray());
        if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("version", out var version)
            || version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out var number))
        {
            throw new JsonException("it has no version.");
        }

        if (number != Calibration.CurrentVersion)
        {
            var (age, remedy) = number > Calibration.CurrentVersion ? ("a later", "update SKReasoning, or make") : ("an unknown", "make");
            throw new CalibrationException($"{name} has the format {number} of {age} version; this one reads {Calibration.CurrentVersion}: {remedy} it anew with 'skreasoning calibrate'.");
        }
    }
}
