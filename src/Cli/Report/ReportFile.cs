using System.Text.Json;
using SKReasoning.Cli.Report.Calibrations;
using SKReasoning.Cli.Report.Evaluations;
using SKReasoning.Cli.Report.Inspections;
using SKReasoning.Cli.Report.Turns;
using SKReasoning.Cli.Shell;

namespace SKReasoning.Cli.Report;

/// <summary>Tells by its content what a file holds, and reads it.</summary>
internal static class ReportFile
{
    /// <summary>Largest file that is read.</summary>
    public const int MostBytes = 256 << 20;

    private const string SummaryOfFolder = "summary.json";

    /// <summary>Reads a file, or the summary of an evaluation's folder.</summary>
    /// <exception cref="InputException">It cannot be read, holds nothing that is known, or a value of it cannot be used; the message names file, line and reason.</exception>
    public static IReportSection Read(string path)
    {
        var file = Directory.Exists(path) ? Path.Combine(path, SummaryOfFolder) : path;
        var text = new JsonSource(file, ReadBytes(file));
        try
        {
            var members = text.MembersOfFirstValue();
            return members switch
            {
                _ when members.GetValueOrDefault("kind") == "evaluation" => EvaluationSection.Read(text),
                _ when members.ContainsKey("calibration") => CalibrationSection.Read(text),
                _ when members.ContainsKey("attempts") || members.ContainsKey("report") => TurnsSection.Read(text),
                _ when members.ContainsKey("tokens") && members.ContainsKey("logits") => InspectionSection.Read(text),
                _ => throw text.Error(0, "this is neither a turn report, nor JSON of 'inspect', nor an evaluation, nor a calibration"),
            };
        }
        catch (JsonException e)
        {
            throw text.Error(e, 0);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or ArgumentException)
        {
            throw text.Error(0, e.Message);
        }
    }

    private static byte[] ReadBytes(string path)
    {
        try
        {
            return new FileInfo(path) is { Exists: true, Length: > MostBytes } large
                ? throw new InputException($"'{path}' has {Amount.Bytes(large.Length)}; at most {Amount.Bytes(MostBytes)} are read.")
                : File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InputException($"'{path}': there is no such file.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InputException($"'{path}' cannot be read: {e.Message}", e);
        }
    }
}
