using System.Collections.Immutable;
using SKReasoning.Cli.Inspect;
using SKReasoning.Cli.Shell;
using SKReasoning.Evaluation;
using SKReasoning.LocalModel;

namespace SKReasoning.Cli.Calibrate;

/// <summary>Loads a model, has it answer, fits, and writes and shows the calibration.</summary>
internal sealed class CalibrateJob(Terminal terminal)
{
    private const int PickedHeads = 3;

    public async Task<ExitCode> RunAsync(CalibrateSettings settings, CancellationToken cancellationToken)
    {
        DrawnProblems.RequireNames(settings.Operations, settings.Distractors);
        RequireFolder(settings.Output);
        var items = PosedItem.Pose(settings);
        using var model = await LoadAsync(settings, cancellationToken);
        var writer = new AnswerWriter(model, settings, LayerList.Parse(settings.Layers, model));
        var answers = await Meter.RunAsync(
            terminal, $"Answering {items.Length} questions", progress => writer.WriteAsync(items, progress, cancellationToken));
        var calibration = await Meter.WaitAsync(terminal, "Fitting", () => Fit(settings, model, answers), cancellationToken);
        calibration.Save(settings.Output);
        Show(calibration, settings);
        return ExitCode.Success;
    }

    private static Calibration Fit(CalibrateSettings settings, LlamaModel model, ImmutableArray<WrittenAnswer> answers)
    {
        var options = new CalibrationFitOptions { FalseAcceptRates = settings.FalseAcceptRates, Seed = settings.Seed };
        var source = new CalibrationSource(settings.Command, model.Identity, model.CapturesAttention ? new InfluenceOptions() : null);
        var labelled = HeldOutSplit.Create([.. answers.Select(answer => answer.Label())], options);
        if (settings.PicksHeads && model.CapturesAttention)
        {
            var all = WrittenAnswer.Heads(model.Shape.Layers, model.Shape.Heads);
            var fitting = labelled.Fitting.Select(answer => answer.Problem).ToHashSet(StringComparer.Ordinal);
            var evidence = HeadChoice.Pick(all, [.. answers.Select(answer => answer.ToHeadInfluence()).Where(answer => fitting.Contains(answer.Problem))], PickedHeads, options);
            source = source with { Heads = evidence };
            if (evidence is { Gain.Low: > 0 })
            {
                source = source with { Influence = new InfluenceOptions { Heads = HeadSelection.Of([.. evidence.Heads]) } };
                labelled = HeldOutSplit.Create([.. answers.Select(answer => answer.WithHeads(evidence.Heads, all).Label())], options);
            }
        }

        return CalibrationFit.Run(labelled, source, options);
    }

    private Task<LlamaModel> LoadAsync(CalibrateSettings settings, CancellationToken cancellationToken)
    {
        var options = new LocalModelOptions { Path = settings.Model, Sequences = settings.Chats, Threads = settings.Threads, TimeProvider = terminal.Clock };
        return Meter.WaitAsync(terminal, $"Loading {Path.GetFileName(settings.Model)}", () => LlamaModel.Load(options), cancellationToken);
    }

    private void Show(Calibration calibration, CalibrateSettings settings)
    {
        if (settings.IsJson)
        {
            calibration.Save(terminal.OutputStream);
            terminal.OutputStream.Flush();
            return;
        }

        new CalibrationView(terminal.Console).Show(calibration);
    }

    // Minutes of answers should not end at a path that was never there.
    private static void RequireFolder(string output)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(output)) is not { } folder || !Directory.Exists(folder) || Directory.Exists(output))
        {
            throw new InputException($"'{output}': no file can be written there; its folder must exist.");
        }
    }
}
