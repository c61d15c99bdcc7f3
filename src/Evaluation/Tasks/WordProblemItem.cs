namespace SKReasoning.Evaluation;

/// <summary>A generated word problem, of which the truth of every step is known.</summary>
/// <param name="Id">Names the item.</param>
/// <param name="Problem">The problem.</param>
public sealed record WordProblemItem(string Id, WordProblem Problem) : EvaluationItem(Id, Problem.Text)
{
    /// <summary>What the built-in model was taught to solve such problems after.</summary>
    public const string ChainPrompt = "Think step by step.";

    /// <summary>What the built-in model was taught to write plans and reasons after.</summary>
    public const string PlanPrompt = "Solve the problem with plans and reasons.";

    // Over twice the longest right answer: a model that runs on is wrong anyway.
    private const int MaxTokensPerOperation = 60;

    /// <summary>Draws items: the same seed gives the same problems, and of two sizes the smaller set begins the larger one.</summary>
    /// <param name="seed">Seed of all draws.</param>
    /// <param name="count">Number of problems.</param>
    /// <param name="operations">Operations to the answer, in turns.</param>
    /// <param name="distractors">People who do not matter; default 2.</param>
    /// <exception cref="ArgumentException">No numbers of operations are given.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is too low, or there are more people than names.</exception>
    public static IReadOnlyList<WordProblemItem> Draw(int seed, int count, IReadOnlyList<int> operations, int distractors = 2)
    {
        ArgumentNullException.ThrowIfNull(operations);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        if (operations.Count == 0)
        {
            throw new ArgumentException("At least one number of operations is needed.", nameof(operations));
        }

        var random = new Random(seed);
        return
        [
            .. Enumerable.Range(0, count).Select(i =>
            {
                var problem = WordProblems.Draw(random, operations[i % operations.Count], distractors);
                return new WordProblemItem($"word-{seed}-{i + 1}", problem)
                {
                    Difficulty = problem.Operations,
                    SystemPrompt = ChainPrompt,
                    MaxOutputTokens = MaxTokensPerOperation * (problem.Operations + 2),
                };
            }),
        ];
    }

    /// <inheritdoc/>
    public override bool IsRight(GivenAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return Problem.IsSolvedBy(FinalAnswer.LastLine(answer.Text));
    }

    /// <inheritdoc/>
    public override bool? IsStepTrue(string text) => Problem.IsTrue(text);
}
