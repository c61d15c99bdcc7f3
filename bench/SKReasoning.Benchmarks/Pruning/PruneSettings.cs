using System.Collections.Immutable;
using System.Globalization;
using SKReasoning.Evaluation;

namespace SKReasoning.Benchmarks.Pruning;

/// <summary>What is measured.</summary>
/// <param name="Model">The GGUF file.</param>
/// <param name="Problems">Number of problems.</param>
/// <param name="Operations">Operations of each.</param>
/// <param name="Distractors">Sentences of each that do not matter.</param>
/// <param name="Candidates">Most units that are tried.</param>
/// <param name="Gain">Least gain in nats a token.</param>
/// <param name="Seed">Seed of problems and samples.</param>
/// <param name="Threads">Threads of the decode loop.</param>
internal sealed record PruneSettings(FileInfo Model, int Problems, int Operations, int Distractors, int Candidates, double Gain, int Seed, int Threads)
{
    public PruneOptions ToOptions(PruneRanking ranking)
        => new() { Action = PruneAction.Drop, Ranking = ranking, MaxCandidates = Candidates, MinimumGain = Gain, Seed = Seed };

    public ImmutableArray<DistractedProblem> Draw()
    {
        var random = new Random(Seed);
        return [.. Enumerable.Range(0, Problems).Select(_ => new DistractedProblem(WordProblems.Draw(random, Operations, Distractors)))];
    }

    /// <summary>The command that measures this again.</summary>
    public string Command(string? output) => string.Create(
        CultureInfo.InvariantCulture,
        $"dotnet run -c Release --project bench/SKReasoning.Benchmarks -- prune --problems {Problems} --operations {Operations} --distractors {Distractors} --candidates {Candidates} --gain {Gain} --seed {Seed} --threads {Threads}")
        + (output is null ? "" : $" --out {output}");
}
