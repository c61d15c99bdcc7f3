using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using SKReasoning.Cli.Shell;
using SKReasoning.Evaluation;
using SKReasoning.LocalModel;

namespace SKReasoning.Cli.Eval;

/// <summary>Runs an evaluation, or goes on with one, and shows what came out.</summary>
internal sealed class EvalJob(Terminal terminal)
{
    public async Task<ExitCode> RunAsync(EvalSettings settings, CancellationToken cancellationToken)
    {
        var arms = ArmFile.Read(settings.Arms);
        if (settings.Only.Count > 0)
        {
            arms.Keep(settings.Only);
        }

        var (tasks, items) = Items(settings);
        var earlier = Earlier(settings, tasks, items);
        using var copies = await LoadAsync(settings, arms.Arms.Values.Any(arm => arm.Anchor is { Backend: AnchorBackend.LogitBlend }), cancellationToken);
        var header = new RunHeader(copies.First.Identity, settings.Seed, tasks, items.Count, arms.Arms.ToDictionary(arm => arm.Key, arm => arm.Value.ToText()))
        {
            Command = settings.Command,
        };
        using var folder = RunFolder.Open(settings.Out, header);
        var drawn = new DrawnSamples();
        EvaluationArm[] runners = [.. arms.Arms.Select(arm => new EvaluationArm(arm.Key, arm.Value.ToText(), new ArmRunner(arm.Value, copies, drawn, terminal.Clock).AnswerAsync))];
        await Meter.RunAsync(terminal, $"{items.Count} items × {runners.Length} arms", async progress =>
        {
            await EvaluationRun.RunAsync(items, runners, folder, copies.Count, new Reporter(terminal, progress), terminal.Clock, cancellationToken);
            return true;
        });

        var summary = RunSummary.Of(header, [.. folder.Results], arms.Baseline!, arms.Curve, earlier);
        var file = folder.Write(summary);
        if (settings.Json)
        {
            terminal.OutputStream.Write(await File.ReadAllBytesAsync(file, cancellationToken));
            terminal.OutputStream.Write("\n"u8);
            return ExitCode.Success;
        }

        new EvalView(terminal.Console, settings.Markdown).Show(summary);
        return ExitCode.Success;
    }

    private Task<ModelCopies> LoadAsync(EvalSettings settings, bool isAnchored, CancellationToken cancellationToken)
    {
        var options = new LocalModelOptions { Path = settings.Model, Threads = settings.IsBatched ? 0 : 1, ContextLength = settings.Context, TimeProvider = terminal.Clock };
        var count = settings.Parallel > 0 ? settings.Parallel : Environment.ProcessorCount;
        return Meter.WaitAsync(terminal, $"Loading {Path.GetFileName(settings.Model)}", () => new ModelCopies(options, count, settings.IsBatched, isAnchored), cancellationToken);
    }

    // Items of other tasks may have the same ids.
    private static IReadOnlyList<ItemResult>? Earlier(EvalSettings settings, string tasks, IReadOnlyList<EvaluationItem> items)
    {
        if (settings.Against is not { } path)
        {
            return null;
        }

        var (header, results) = RunFolder.Read(path);
        return header.Tasks != tasks ? throw new InputException($"--against: {path} measured '{header.Tasks}', not '{tasks}'.")
            : results.Select(result => result.Item).Intersect(items.Select(item => item.Id)).Any() ? results
            : throw new InputException($"--against: {path} has none of these items; generated ones depend on the seed, which was {header.Seed} there.");
    }

    private static (string Description, IReadOnlyList<EvaluationItem> Items) Items(EvalSettings settings)
    {
        if (settings.Tasks is { } path)
        {
            ImmutableArray<EvaluationItem> read = [.. QuestionFile.Read(path).Take(settings.Items)];
            // Answers, checks and prompts of a file count as much as its questions.
            using var file = File.OpenRead(path);
            return ($"questions of {Path.GetFileName(path)} ({Convert.ToHexStringLower(SHA256.HashData(file))[..16]})", read);
        }

        DrawnProblems.RequireNames(settings.Operations, settings.Distractors);
        var operations = string.Join(", ", settings.Operations);
        return settings.Kind == TaskKind.Tool
            ? ($"requests for tools, orders of {operations} operations", ToolTasks.Draw(settings.Seed, settings.Items, settings.Operations))
            : (string.Create(CultureInfo.InvariantCulture, $"word problems of {operations} operations with {settings.Distractors} distractors"),
                WordProblemItem.Draw(settings.Seed, settings.Items, settings.Operations, settings.Distractors));
    }

    /// <summary>Tells the share that is done where somebody watches, and now and then a line where nobody does.</summary>
    private sealed class Reporter(Terminal terminal, IProgress<double> share) : IProgress<RunProgress>
    {
        private int _lastTenth = -1;

        public void Report(RunProgress value)
        {
            share.Report((double)value.Done / value.Total);
            if (value.Last is { Error: { } error } failed)
            {
                terminal.Error.WriteLine($"{failed.Arm} failed at {failed.Item}: {error}");
            }

            var tenth = 10 * value.Done / value.Total;
            if (tenth > _lastTenth && !terminal.Status.Profile.Out.IsTerminal)
            {
                _lastTenth = tenth;
                terminal.Error.WriteLine($"{value.Done} of {value.Total} answers{(value.TimeLeft is { } left ? $", {left:h\\:mm\\:ss} left" : "")}");
            }
        }
    }
}
