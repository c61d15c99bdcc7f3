using System.Collections.Immutable;
using SKReasoning.Evaluation;

namespace SKReasoning.Benchmarks.Verdicts;

/// <summary>Problems, and the seed of what is sampled for them.</summary>
internal sealed record ProblemSet(ImmutableArray<WordProblem> Problems, long SampleSeed)
{
    private const int SampleSeedsPerSet = 1_000_000;

    /// <summary>Draws a set; sets of different seeds share no draws.</summary>
    public static ProblemSet Draw(VerdictSettings settings, int seed)
    {
        var random = new Random(seed);
        var operations = Enumerable.Range(0, settings.Problems).Select(i => settings.Operations[i % settings.Operations.Length]);
        var problems = operations.Select(count => WordProblems.Draw(random, count));
        return new ProblemSet([.. problems], (long)seed * SampleSeedsPerSet);
    }
}
