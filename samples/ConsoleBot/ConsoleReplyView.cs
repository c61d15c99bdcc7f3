using System.Globalization;
using SKReasoning;
using SKReasoning.Filters;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ConsoleBot;

/// <summary>Shows a reply in a terminal while it comes to be; into a file or a pipe it prints the same lines when each part is whole.</summary>
internal sealed class ConsoleReplyView(IAnsiConsole console) : IReplyView
{
    private readonly List<IRenderable> _parts = [];
    private readonly List<string> _done = [];
    private Attempt? _first;
    private Table? _steps;
    private LiveDisplayContext? _live;

    public bool IsInteractive => console.Profile.Capabilities.Interactive && console.Profile.Out.IsTerminal;

    public IReadOnlyList<string> Done => _done;

    private bool IsLive => console.Profile.Capabilities.Ansi && console.Profile.Out.IsTerminal;

    public void Report(ReasoningEvent value)
    {
        switch (value)
        {
            case ReasoningEvent.StepsWritten written:
                _steps = StepTable(written.Attempt, written.Steps, null);
                break;
            case ReasoningEvent.AttemptJudged { Judged: var attempt }:
                _steps = null;
                Add(StepTable(attempt.Number, attempt.Trace.Steps, attempt.Trace));
                _first = attempt.Number == 1 ? attempt : _first;
                if (attempt.Number > 1)
                {
                    Add(Change(attempt, _first!));
                }

                if (attempt.Trace.Anchoring is { } anchoring)
                {
                    Add(Anchoring(anchoring));
                }

                Add(Verdict(attempt));
                break;
            case ReasoningEvent.Branched branched:
                Add(Branch(branched));
                break;
            case ReasoningEvent.Derived derived:
                Add(Line($"[yellow]derived[/]  {Words(derived.View)}"));
                break;
            case ReasoningEvent.Reasked asked:
                Add(Line($"[yellow]asked again[/] {Markup.Escape(asked.Critique)}"));
                break;
            case ReasoningEvent.TurnConcluded { Report: var report } when report.Attempts.Length > 1 || !report.Verdict.Accepted:
                Add(Conclusion(report));
                break;
        }

        _live?.UpdateTarget(Current());
    }

    public void ToolCalled(string name, string arguments, string result, bool ran)
    {
        if (ran)
        {
            _done.Add(result);
        }

        Add(Line($"[blue]tool[/]     {Markup.Escape($"{name} {arguments}")} {(ran ? "→" : "[red]refused[/]")} {Markup.Escape(result)}"));
        _live?.UpdateTarget(Current());
    }

    public async Task ShowAsync(string question, Func<Task<string>> reply)
    {
        _parts.Clear();
        _done.Clear();
        _steps = null;
        var answer = IsLive ? await ShowLiveAsync(reply) : await reply();
        console.WriteLine();
        console.Write(new Text(answer));
        console.WriteLine();
    }

    // The live part shows the last lines only where the terminal is short; what it showed is printed whole when it ends, however it ends.
    private async Task<string> ShowLiveAsync(Func<Task<string>> reply)
    {
        try
        {
            return await console.Live(Text.Empty).AutoClear(true).Overflow(VerticalOverflow.Crop).Cropping(VerticalOverflowCropping.Top).StartAsync(live =>
            {
                _live = live;
                return reply();
            });
        }
        finally
        {
            _live = null;
            console.Write(Current());
        }
    }

    public string? ReadLine(TextReader input)
    {
        if (IsInteractive)
        {
            console.Markup("[green]>[/] ");
        }

        return input.ReadLine();
    }

    public void Fail(string message) => console.MarkupLine($"[red]{Markup.Escape(message)}[/]");

    private void Add(IRenderable part)
    {
        _parts.Add(part);
        if (!IsLive)
        {
            console.Write(part);
        }
    }

    private Rows Current() => new(_steps is null ? _parts : [.. _parts, _steps]);

    private static Table StepTable(int attempt, IReadOnlyList<ReasoningStep> steps, ReasoningTrace? trace)
    {
        var distance = trace is null ? "" : $" Δ{trace.InfluenceDistance}";
        var table = new Table { Border = TableBorder.Simple, Expand = true, Title = attempt == 1 ? null : new TableTitle($"attempt {attempt}") };
        table.AddColumn("step", column => { column.Alignment = Justify.Right; column.NoWrap = true; });
        table.AddColumn("text", column => column.Width = null);
        table.AddColumn("confidence", column => { column.Alignment = Justify.Right; column.NoWrap = true; });
        table.AddColumn("weakest", column => { column.Alignment = Justify.Right; column.NoWrap = true; });
        table.AddColumn($"FCI{distance}", column => { column.Alignment = Justify.Right; column.NoWrap = true; });
        var weakest = trace?.StepOf(trace.WeakestToken) ?? -1;
        for (var i = 0; i < steps.Count; i++)
        {
            var step = steps[i];
            var colour = i == weakest ? "yellow" : "default";
            table.AddRow(
                new Text($"{i + 1}"),
                new Markup($"[{colour}]{Markup.Escape(step.Text.ReplaceLineEndings(" "))}[/]"),
                new Markup($"[{colour}]{Number(step.Confidence, "F3")}[/]"),
                new Markup($"[{colour}]{Number(step.WeakestLogProbability, "F2")}[/]"),
                new Text(step.Influence is { } influence ? Number(influence, "F3") : "–"));
        }

        return table;
    }

    private static Markup Verdict(Attempt attempt)
        => Line($"[{(attempt.Verdict.Accepted ? "green" : "red")}]{(attempt.Verdict.Accepted ? "accepted" : "rejected")}[/] {Markup.Escape(attempt.Verdict.Reason)}"
            + (attempt.Trace.Spectra.IsEmpty ? "" : "\n" + string.Join("\n", attempt.Trace.Spectra.Select(Spectrum))));

    private static Markup Anchoring(AnchorTrace anchoring)
        => Line($"[blue]anchored[/] {string.Join(", ", anchoring.Segments.Select(segment => $"{segment.Kind} ω {Number(segment.MeanStrength, "F2")} share {(segment.AnchorShare is { } share ? Number(share, "F2") : "–")}"))}; "
            + $"{anchoring.Flips} tokens changed, {anchoring.MaskedTokens} decoded beside them");

    private static Markup Branch(ReasoningEvent.Branched branched)
        => Line($"[yellow]branch[/]   before step {branched.Point.Step + 1} ({branched.Point.From}), keeping {branched.Point.Prefix.Length} tokens: {Markup.Escape(branched.Point.Reason)}");

    private static string Words(DerivationView view)
        => view == DerivationView.ReorderedFacts ? "once more, from the same facts in another order" : "once more, drawn anew from the same request";

    private static Markup Change(Attempt attempt, Attempt first) => attempt.FirstChangedStep(first) is { } step && step < attempt.Trace.Steps.Length
        ? Line($"[yellow]changed[/]  step {step + 1}: {Markup.Escape(attempt.Trace.Steps[step].Text.ReplaceLineEndings(" "))}")
        : Line("[yellow]changed[/]  nothing: it reads like the first attempt");

    private static Markup Conclusion(TurnReport report)
        => Line($"[{(report.Verdict.Accepted ? "green" : "red")}]{(report.Verdict.Accepted ? "kept" : "not accepted")}[/]     attempt {report.KeptAttempt.Number} of {report.Attempts.Length}; "
            + $"the retries cost {report.RetryTokens} tokens");

    private static string Spectrum(SpectralSignature spectrum)
        => $"layer {spectrum.Layer}: Fiedler {Number(spectrum.Fiedler, "F4")}, HFER {Number(spectrum.HighFrequencyRatio, "F4")}, "
            + $"smoothness {Number(spectrum.Smoothness, "F4")}, entropy {Number(spectrum.Entropy, "F4")} (N {spectrum.Tokens})";

    private static Markup Line(string markup) => new(markup + "\n");

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "–";
}
