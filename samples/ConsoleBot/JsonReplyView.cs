using System.Text.Encodings.Web;
using System.Text.Json;
using SKReasoning;
using SKReasoning.Filters;

namespace ConsoleBot;

/// <summary>Prints each reply as one JSON document: the turns with all attempts, the tool calls, the answer.</summary>
internal sealed class JsonReplyView(TextWriter output, Settings settings) : IReplyView
{
    private static readonly JsonSerializerOptions s_format = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private readonly List<object> _events = [];
    private readonly List<string> _done = [];

    public bool IsInteractive => false;

    public IReadOnlyList<string> Done => _done;

    public void Report(ReasoningEvent value)
    {
        if (value is ReasoningEvent.TurnConcluded concluded)
        {
            _events.Add(new { turn = Turn(concluded.Report) });
        }
    }

    public void ToolCalled(string name, string arguments, string result, bool ran)
    {
        _events.Add(new { tool = new { name, arguments = JsonElement.Parse(arguments), result, ran } });
        if (ran)
        {
            _done.Add(result);
        }
    }

    public async Task ShowAsync(string question, Func<Task<string>> reply)
    {
        _events.Clear();
        _done.Clear();
        var answer = await reply();
        var document = new { question, model = Path.GetFileNameWithoutExtension(settings.Model), settings.Temperature, settings.Seed, events = _events, answer };
        await output.WriteLineAsync(JsonSerializer.Serialize(document, s_format));
    }

    public string? ReadLine(TextReader input) => input.ReadLine();

    public void Fail(string message) => Console.Error.WriteLine(message);

    private static object Turn(TurnReport report) => new
    {
        report.Verdict.Accepted,
        kept = report.KeptAttempt.Number,
        report.RetryTokens,
        attempts = report.Attempts.Select(attempt => new
        {
            attempt.Number,
            branch = attempt.Branch is { } branch ? new { branch.From, beforeStep = branch.Step + 1, branch.Reason, keptTokens = branch.Prefix.Length } : null,
            firstChangedStep = attempt.FirstChangedStep(report.Attempts[0]) + 1,
            attempt.Temperature,
            attempt.Seed,
            attempt.Trace.NewTokens,
            attempt.Trace.MeanLogProbability,
            verdict = new { attempt.Verdict.Accepted, attempt.Verdict.Score, weakestStep = attempt.Verdict.WeakestStep + 1, attempt.Verdict.Reason },
            steps = attempt.Trace.Steps.Select(step => new
            {
                step.Text,
                step.Kind,
                step.TokenCount,
                step.Confidence,
                step.MeanLogProbability,
                step.WeakestLogProbability,
                step.MeanEntropy,
                step.Influence,
            }),
            influenceDistance = attempt.Trace.InfluenceDistance,
            spectra = attempt.Trace.Spectra,
            anchoring = attempt.Trace.Anchoring is { } anchoring ? new
            {
                anchoring.Flips,
                anchoring.MaskedTokens,
                segments = anchoring.Segments.Select(segment => new
                {
                    segment.Kind,
                    segment.Step,
                    segment.TokenCount,
                    strength = segment.MeanStrength,
                    segment.Confidence,
                    segment.AnchorShare,
                    segment.MeanDivergence,
                }),
            }
            : null,
        }),
    };
}
