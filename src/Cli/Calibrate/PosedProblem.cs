using System.Collections.Immutable;
using SKReasoning.Evaluation;

namespace SKReasoning.Cli.Calibrate;

/// <summary>A problem, and how it is to be answered.</summary>
internal sealed record PosedProblem(int Number, WordProblem Problem, double Temperature, long Seed)
{
    private const int SeedsPerRun = 1_000_000;

    /// <summary>Draws the problems of a run; operations and temperatures take turns, so that each meets each.</summary>
    public static ImmutableArray<PosedProblem> Draw(CalibrateSettings settings)
    {
        var random = new Random(settings.Seed);
        return
        [
            .. Enumerable.Range(0, settings.Problems).Select(i => new PosedProblem(
                i,
                WordProblems.Draw(random, settings.Operations[i % settings.Operations.Length], settings.Distractors),
                settings.Temperatures[i / settings.Operations.Length % settings.Temperatures.Length],
                ((long)settings.Seed * SeedsPerRun) + i)),
        ];
    }
}
