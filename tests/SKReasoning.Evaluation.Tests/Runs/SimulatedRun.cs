namespace SKReasoning.Evaluation.Tests.Runs;

/// <summary>Items and arms without a model, whose answers are drawn from seeds.</summary>
internal static class SimulatedRun
{
    public static RunHeader Header(int items, params string[] arms)
        => new(new ModelIdentity("model", "aaaabbbbcccc", "ddddeeeeffff"), 5, "drawn", items, arms.ToDictionary(arm => arm, arm => $"{{{arm}}}"));

    public static EvaluationItem[] Items(int count)
        => [.. Enumerable.Range(0, count).Select(i => new QuestionItem($"q{i:D4}", $"{i}?", _ => true) { Difficulty = i % 2 })];

    public static ItemResult Result(string arm, string item, bool isRight, int tokens = 10, int? difficulty = null)
        => new(arm, item, difficulty, 0.5, new ItemOutcome(isRight, isRight ? "5" : "6", tokens));

    /// <summary>An arm that gets a share of items right: those of low difficulty, save one in three, which chance decides.</summary>
    public static EvaluationArm Arm(string name, double share, int tokens) => new(name, name, (item, seed, _) =>
    {
        // What the item is like is the same for all arms, their luck is their own.
        var difficulty = new Random(seed).NextDouble();
        var luck = new Random(EvaluationRun.SeedOf(seed, name));
        var isRight = (luck.Next(3) > 0 ? difficulty : luck.NextDouble()) < share;
        return Task.FromResult(new ItemOutcome(isRight, isRight ? "right" : "wrong", tokens + luck.Next(10)));
    });

    /// <summary>Runs arms in a new folder.</summary>
    public static async Task<IReadOnlyList<ItemResult>> RunAsync(string path, int seed, EvaluationItem[] items, params EvaluationArm[] arms)
    {
        using var folder = RunFolder.Open(path, Header(items.Length, [.. arms.Select(arm => arm.Name)]) with { Seed = seed });
        await EvaluationRun.RunAsync(items, arms, folder, 1, null, TimeProvider.System, TestContext.Current.CancellationToken);
        return [.. folder.Results];
    }
}
