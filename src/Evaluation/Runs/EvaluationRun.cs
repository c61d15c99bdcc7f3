namespace SKReasoning.Evaluation;

/// <summary>Has every arm answer every item, in a folder that a killed run goes on from.</summary>
public static class EvaluationRun
{
    /// <summary>Answers what is not answered yet.</summary>
    /// <param name="items">The items; their ids are unique.</param>
    /// <param name="arms">The arms; their names are unique.</param>
    /// <param name="folder">Where results are, and go.</param>
    /// <param name="parallel">Answers that are written at a time; at least 1.</param>
    /// <param name="progress">Hears of every answer; null for nobody. Called from several threads, one at a time.</param>
    /// <param name="clock">Measures how long answers take.</param>
    /// <param name="cancellationToken">Ends the run; what is answered stays in the folder.</param>
    /// <remarks>All arms answer an item with the same seed, which depends on the run's seed and the item. An arm that throws has failed at that item; others go on.</remarks>
    /// <exception cref="ArgumentException">Two items or two arms have the same name.</exception>
    /// <exception cref="OperationCanceledException">The run was ended.</exception>
    public static async Task RunAsync(
        IReadOnlyList<EvaluationItem> items,
        IReadOnlyList<EvaluationArm> arms,
        RunFolder folder,
        int parallel,
        IProgress<RunProgress>? progress,
        TimeProvider clock,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(arms);
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(parallel);
        CheckUnique(items.Select(item => item.Id), "items");
        CheckUnique(arms.Select(arm => arm.Name), "arms");

        // Item by item, so that a run that is stopped early has compared all arms on what it did.
        var open = items.SelectMany(item => arms.Select(arm => (Item: item, Arm: arm))).Where(pair => !folder.Has(pair.Arm.Name, pair.Item.Id)).ToArray();
        var pace = new RunPace(items.Count * arms.Count, open.Length, clock);
        progress?.Report(pace.Start());
        var reporting = new Lock();
        await Parallel.ForEachAsync(
            open,
            new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellationToken },
            async (pair, token) =>
            {
                var result = await AnswerAsync(pair.Arm, pair.Item, SeedOf(folder.Header.Seed, pair.Item.Id), clock, token);
                folder.Add(result);
                lock (reporting)
                {
                    progress?.Report(pace.Add(result));
                }
            });
    }

    /// <summary>The seed with which all arms answer an item.</summary>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="item">Id of the item.</param>
    /// <returns>Not negative, and far enough from that of other items for the seeds of attempts to be counted up from it.</returns>
    public static int SeedOf(int seed, string item)
    {
        ArgumentNullException.ThrowIfNull(item);
        // FNV-1a: string hashes of .NET differ from process to process.
        var hash = 2166136261u ^ (uint)seed;
        foreach (var character in item)
        {
            hash = unchecked((hash ^ character) * 16777619);
        }

        const int Room = 1 << 10;
        return (int)(hash >> 1) / Room * Room;
    }

    private static async Task<ItemResult> AnswerAsync(EvaluationArm arm, EvaluationItem item, int seed, TimeProvider clock, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        ItemOutcome? outcome = null;
        string? error = null;
        try
        {
            outcome = await arm.AnswerAsync(item, seed, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            error = $"{e.GetType().Name}: {e.Message}";
        }

        return new ItemResult(arm.Name, item.Id, item.Difficulty, outcome?.Seconds ?? clock.GetElapsedTime(started).TotalSeconds, outcome) { Error = error };
    }

    private static void CheckUnique(IEnumerable<string> names, string what)
    {
        if (names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"Two {what} are called '{twice.Key}'; names are unique.", what);
        }
    }
}
