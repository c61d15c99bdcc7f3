using System.Collections.Immutable;
using SKReasoning.Evaluation;

namespace SKReasoning.Cli.Calibrate;

/// <summary>A question of known answer, and how it is to be answered.</summary>
internal sealed record PosedItem(int Number, EvaluationItem Item, double Temperature, long Seed)
{
    private const int SeedsPerRun = 1_000_000;

    /// <summary>The questions of a run; operations and temperatures take turns, so that each meets each.</summary>
    /// <exception cref="TaskFileException">The file of questions cannot be used.</exception>
    public static ImmutableArray<PosedItem> Pose(CalibrateSettings settings)
    {
        IReadOnlyList<EvaluationItem> items = settings.Tasks is { } file
            ? [.. QuestionFile.Read(file).Take(settings.Problems)]
            : WordProblemItem.Draw(settings.Seed, settings.Problems, settings.Operations, settings.Distractors);
        return
        [
            .. items.Select((item, i) => new PosedItem(
                i,
                item,
                settings.Temperatures[i / settings.Operations.Length % settings.Temperatures.Length],
                ((long)settings.Seed * SeedsPerRun) + i)),
        ];
    }
}
