namespace SKReasoning.Evaluation;

/// <summary>Parts rows into folds of whole problems, as many of each group in every fold.</summary>
internal static class ProblemFolds
{
    /// <summary>The fold of each row.</summary>
    /// <param name="problems">The problem of each row.</param>
    /// <param name="groups">The group of each row; that of a problem's first row counts.</param>
    /// <param name="folds">Number of folds.</param>
    /// <param name="seed">Seed of the order.</param>
    public static int[] Assign(IReadOnlyList<string> problems, IReadOnlyList<int> groups, int folds, int seed)
    {
        var groupOf = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < problems.Count; i++)
        {
            groupOf.TryAdd(problems[i], groups[i]);
        }

        // By name first, so that the order of the rows decides nothing.
        string[] shuffled = [.. groupOf.Keys.Order(StringComparer.Ordinal)];
        new Random(seed).Shuffle(shuffled);
        var foldOf = shuffled
            .OrderBy(problem => groupOf[problem])
            .Select((problem, place) => (problem, place))
            .ToDictionary(pair => pair.problem, pair => pair.place % folds, StringComparer.Ordinal);
        return [.. problems.Select(problem => foldOf[problem])];
    }
}
