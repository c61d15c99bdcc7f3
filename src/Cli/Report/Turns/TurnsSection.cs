using System.Text.Json;
using Spectre.Console;

namespace SKReasoning.Cli.Report.Turns;

/// <summary>Turn reports: single ones, one a line, or the file of a journal.</summary>
/// <param name="Turns">The reports in the order of the file; of those with the same id the last one.</param>
internal sealed record TurnsSection(IReadOnlyList<TurnReport> Turns) : IReportSection
{
    private const int VersionOfJournals = 1;
    private const int LongestExcerpt = 100;
    private const int MostRows = 50;

    public string Kind => "turns";

    public string Title => Turns.Count == 1 ? "How a turn was written" : $"How {Turns.Count} turns were written";

    public static TurnsSection Read(JsonSource text)
    {
        var turns = new OrderedDictionary<string, TurnReport>();
        foreach (var report in text.Each(json => ReadReport(json.Span)))
        {
            turns.Remove(report.Id);
            turns.Add(report.Id, report);
        }

        return new TurnsSection([.. turns.Values]);
    }

    public void Write(PageData data)
    {
        data.Add("index", WriteIndex);
        foreach (var (index, turn) in Turns.Index())
        {
            data.Add($"turn-{index}", writer => TurnReportJson.Serialize(writer, WithoutPrefixes(turn)));
        }
    }

    public void Show(IAnsiConsole console)
    {
        var table = NumberText.Table(Title, 2, "turn", "verdict", "attempts", "tokens", "of retries", "mean p", "weakest p", "ends");
        table.Columns[^1].Alignment = Justify.Left;
        foreach (var turn in Turns.TakeLast(MostRows))
        {
            table.Add(
                turn.Id.Length > 8 ? turn.Id[..8] : turn.Id,
                turn.Verdict.Accepted ? "accepted" : "rejected",
                $"{turn.Attempts.Length}",
                $"{turn.KeptAttempt.Trace.Tokens.Length}",
                $"{turn.RetryTokens}",
                NumberText.Of(Math.Exp(turn.KeptAttempt.Trace.MeanLogProbability), "F3"),
                NumberText.Of(Weakest(turn), "F3"),
                Excerpt(turn, 24));
        }

        console.Write(table);
        console.Write(new Text($"{Turns.Count(turn => turn.Verdict.Accepted)} of {Turns.Count} accepted, {Turns.Count(turn => turn.Attempts.Length > 1)} retried"
            + (Turns.Count > MostRows ? $"; the last {MostRows} are shown" : "") + ".\n"));
    }

    private static TurnReport ReadReport(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isVersion, isReport) = (reader.ValueTextEquals("version"u8), reader.ValueTextEquals("report"u8));
            reader.Read();
            if (isVersion && reader.GetInt32() is not VersionOfJournals and var version)
            {
                throw new JsonException($"A journal's line of version {version} is not known.");
            }

            if (isReport)
            {
                return Checked(TurnReportJson.Deserialize(ref reader));
            }

            reader.Skip();
        }

        return Checked(TurnReportJson.Deserialize(json));
    }

    // Numbers that only fit together: the page and the sums here rely on them.
    private static TurnReport Checked(TurnReport report)
    {
        foreach (var attempt in report.Attempts)
        {
            var trace = attempt.Trace;
            if (attempt.UnsupportedArguments.IsDefault || trace.Steps.IsDefault || trace.Spectra.IsDefault || trace.TopTokens.IsDefault || trace.Anchoring?.Segments.IsDefault == true)
            {
                throw new JsonException($"Attempt {attempt.Number} lacks a list that every attempt has.");
            }

            var tokens = trace.Tokens.Length;
            if (trace.ForcedTokens < 0 || trace.ForcedTokens > tokens)
            {
                throw new JsonException($"Attempt {attempt.Number} takes over {trace.ForcedTokens} of {tokens} tokens.");
            }

            if (trace.Steps.Any(step => !IsWithin(step.FirstToken, step.TokenCount, tokens)))
            {
                throw new JsonException($"A step of attempt {attempt.Number} lies outside of its {tokens} tokens.");
            }

            if (trace.Anchoring?.Segments.Any(segment => !IsWithin(segment.FirstToken, segment.TokenCount, tokens)) == true)
            {
                throw new JsonException($"An anchored segment of attempt {attempt.Number} lies outside of its {tokens} tokens.");
            }
        }

        return report;
    }

    private static bool IsWithin(int first, int count, int tokens) => first >= 0 && count >= 0 && (long)first + count <= tokens;

    private void WriteIndex(Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        foreach (var turn in Turns)
        {
            var kept = turn.KeptAttempt.Trace;
            writer.WriteStartObject();
            writer.WriteString("id", turn.Id);
            writer.WriteBoolean("accepted", turn.Verdict.Accepted);
            writer.WriteNumber("attempts", turn.Attempts.Length);
            writer.WriteNumber("tokens", kept.Tokens.Length);
            writer.WriteNumber("retryTokens", turn.RetryTokens);
            WriteProbability(writer, "mean", Math.Exp(kept.MeanLogProbability));
            WriteProbability(writer, "weakest", Weakest(turn));
            writer.WriteString("excerpt", Excerpt(turn, LongestExcerpt));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteProbability(Utf8JsonWriter writer, string name, double probability)
    {
        if (double.IsFinite(probability))
        {
            writer.WriteNumber(name, Math.Round(probability, 6));
        }
    }

    private static double Weakest(TurnReport turn)
        => turn.KeptAttempt.Trace is { WeakestToken: >= 0 and var weakest } trace ? Math.Exp(trace.Tokens[weakest].LogProbability) : double.NaN;

    private static string Excerpt(TurnReport turn, int length)
    {
        var text = turn.KeptAttempt.Trace.Steps.LastOrDefault()?.Text.ReplaceLineEndings(" ") ?? "";
        if (text.Length <= length)
        {
            return text;
        }

        var end = char.IsHighSurrogate(text[length - 2]) ? length - 2 : length - 1;
        return text[..end] + "…";
    }

    // A branch repeats the tokens that its attempt begins with.
    private static TurnReport WithoutPrefixes(TurnReport turn) => turn with
    {
        Attempts = [.. turn.Attempts.Select(attempt => attempt.Branch is { } branch ? attempt with { Branch = branch with { Prefix = [] } } : attempt)],
    };
}
