using System.Text;
using System.Text.Json;

namespace SKReasoning;

/// <summary>Turn reports, and parts of them, as JSON for files and web pages.</summary>
/// <remarks>
/// <para>
/// Names are those of the properties in camel case, values of enumerations are words, and a number that JSON lacks is the string
/// <c>"NaN"</c>, <c>"Infinity"</c> or <c>"-Infinity"</c>. Tokens are three columns, <c>{"id": […], "logProbability": […], "entropy": […]}</c>.
/// Step matrices are left out, as by <see cref="TurnReport.Detach"/>, and what follows from other properties, such as a step's
/// confidence. All else comes back equal, save lone surrogates in a text, which become U+FFFD.
/// </para>
/// <para>A token takes some 35 bytes; a branch point repeats the tokens that it takes over. The text may stand in HTML. Thread-safe.</para>
/// </remarks>
public static class TurnReportJson
{
    /// <summary>Serializes parts of reports in the same form: <see cref="Attempt"/>, <see cref="BranchPoint"/>, <see cref="ReasoningStep"/> and lists of it. Read-only; generated, so that it works in AOT applications.</summary>
    public static JsonSerializerOptions Options => TurnReportJsonContext.Strict.Options;

    /// <summary>The report as one line of JSON.</summary>
    public static string Serialize(TurnReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return JsonSerializer.Serialize(report, TurnReportJsonContext.Strict.TurnReport);
    }

    /// <summary>Writes the report as one JSON value.</summary>
    public static void Serialize(Utf8JsonWriter writer, TurnReport report)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(report);
        JsonSerializer.Serialize(writer, report, TurnReportJsonContext.Strict.TurnReport);
    }

    /// <summary>Reads a report.</summary>
    /// <exception cref="JsonException">It is no report: not JSON, or a value is missing, null or out of its range.</exception>
    public static TurnReport Deserialize(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return Deserialize(Encoding.UTF8.GetBytes(json));
    }

    /// <summary>Reads a report from UTF-8.</summary>
    /// <inheritdoc cref="Deserialize(string)" path="/exception"/>
    public static TurnReport Deserialize(ReadOnlySpan<byte> utf8Json)
    {
        var reader = new Utf8JsonReader(utf8Json);
        return Deserialize(ref reader);
    }

    /// <summary>Reads the report at which a reader stands; the reader then stands at its end.</summary>
    /// <inheritdoc cref="Deserialize(string)" path="/exception"/>
    public static TurnReport Deserialize(ref Utf8JsonReader reader)
    {
        try
        {
            return JsonSerializer.Deserialize(ref reader, TurnReportJsonContext.Strict.TurnReport) is { } report && IsWhole(report)
                ? report
                : throw new JsonException("A report has attempts, one of which was kept, and no item of a list is null.");
        }
        catch (ArgumentException e)
        {
            throw new JsonException($"A value of the report is out of its range: {e.Message}", e);
        }
    }

    // What the serializer does not check: items of lists.
    private static bool IsWhole(TurnReport report)
        => report.Kept >= 0
        && report.Kept < report.Attempts.Length
        && report.Attempts.All(attempt => attempt is not null && IsWhole(attempt));

    private static bool IsWhole(Attempt attempt)
        => attempt.Trace.InfluenceOptions.Heads is not null
        && !attempt.Trace.Steps.Contains(null!)
        && attempt.Trace.Anchoring is not { Request: null or not { Strength: not null, Format: { Plan: not null, Reason: not null, Answer: not null }, Scaling: { Layers.IsDefault: false, Heads.IsDefault: false } } }
        && attempt.Trace.Anchoring?.Segments.Contains(null!) != true;
}
