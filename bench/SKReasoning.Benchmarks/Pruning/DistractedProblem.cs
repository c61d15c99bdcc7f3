using System.Collections.Immutable;
using SKReasoning.Evaluation;

namespace SKReasoning.Benchmarks.Pruning;

/// <summary>A word problem of which it is known which sentences do not matter.</summary>
internal sealed record DistractedProblem(WordProblem Problem)
{
    private readonly ImmutableHashSet<string> _needless = [.. Problem.Values.Keys.Skip(Problem.Operations + 1)];

    /// <summary>The sentences, the question included, as pruning parts them.</summary>
    public ImmutableArray<TextUnit> Units { get; } = TextUnits.OfMessage(Problem.Text);

    public ImmutableArray<int> Facts => [.. Enumerable.Range(0, Units.Length - 1)];

    public ImmutableArray<int> Distractors => [.. Facts.Where(IsDistractor)];

    /// <summary>Whether a sentence tells of somebody whom the answer does not need.</summary>
    public bool IsDistractor(int unit) => _needless.Contains(Units[unit].In(Problem.Text).Split(' ')[0]);

    public string Without(IReadOnlyCollection<int> units) => TextUnits.Without(Problem.Text, Units, units);
}
