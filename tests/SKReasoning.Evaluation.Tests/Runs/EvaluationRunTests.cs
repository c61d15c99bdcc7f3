using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using SKReasoning.TestKit;

namespace SKReasoning.Evaluation.Tests.Runs;

public sealed class EvaluationRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task RunAsync_AllPairs_AreAnsweredOnceWithTheSameSeedForAllArms(int parallel)
    {
        var asked = new ConcurrentBag<(string Arm, string Item, int Seed)>();
        var (running, most) = (0, 0);
        EvaluationArm Arm(string name) => new(name, name, async (item, seed, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            asked.Add((name, item.Id, seed));
            await Task.Yield();
            Interlocked.Decrement(ref running);
            return new ItemOutcome(true, "5", 1);
        });
        using var folder = Open(30, "a", "b");

        await RunAsync(30, [Arm("a"), Arm("b")], folder, parallel);
        await RunAsync(30, [Arm("a"), Arm("b")], folder, parallel);

        Assert.Equal(60, asked.Count);
        Assert.Equal(60, asked.Select(pair => (pair.Arm, pair.Item)).Distinct().Count());
        Assert.All(asked, pair => Assert.Equal(EvaluationRun.SeedOf(5, pair.Item), pair.Seed));
        Assert.InRange(most, 1, parallel);
        Assert.Equal(60, File.ReadAllLines(Path.Combine(folder.Path, "results.jsonl")).Length);
    }

    [Fact]
    public void SeedOf_Items_AreApartForAttemptsAndDependOnTheSeed()
    {
        var seeds = Enumerable.Range(0, 1000).Select(i => EvaluationRun.SeedOf(1, $"word-1-{i}")).ToArray();

        Assert.All(seeds, seed => Assert.True(seed >= 0 && seed % 1024 == 0));
        Assert.True(seeds.Distinct().Count() > 995);
        Assert.Equal(EvaluationRun.SeedOf(1, "word-1-3"), seeds[3]);
        Assert.NotEqual(EvaluationRun.SeedOf(2, "word-1-3"), seeds[3]);
    }

    [Fact]
    public async Task RunAsync_ArmThatFails_IsRecordedAndTheOthersGoOn()
    {
        EvaluationArm failing = new("failing", "", (item, _, _) => item.Id == "q0001" ? throw new InvalidOperationException("no luck") : Task.FromResult(new ItemOutcome(true, "5", 1)));
        EvaluationArm timingOut = new("late", "", (_, _, _) => throw new OperationCanceledException("too late"));
        using var folder = Open(3, "failing", "late");

        await RunAsync(3, [failing, timingOut], folder);

        Assert.Equal(6, folder.Results.Count);
        var failed = folder.Results.Single(result => result is { Arm: "failing", Error: not null });
        Assert.Equal(("q0001", 1, "InvalidOperationException: no luck", null, false), (failed.Item, failed.Difficulty, failed.Error, failed.Outcome, failed.IsRight));
        Assert.All(folder.Results.Where(result => result.Arm == "late"), result => Assert.Contains("too late", result.Error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_Cancelled_KeepsWhatIsDoneAndGoesOnLater()
    {
        using var cancel = new CancellationTokenSource();
        var asked = new List<string>();
        EvaluationArm arm = new("a", "", async (item, _, token) =>
        {
            asked.Add(item.Id);
            if (asked.Count == 4)
            {
                await cancel.CancelAsync();
            }

            token.ThrowIfCancellationRequested();
            return new ItemOutcome(true, "5", 1);
        });
        using var folder = Open(6, "a");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => EvaluationRun.RunAsync(SimulatedRun.Items(6), [arm], folder, 1, null, TimeProvider.System, cancel.Token));
        Assert.Equal(["q0000", "q0001", "q0002"], folder.Results.Select(result => result.Item).Order());
        Assert.DoesNotContain(folder.Results, result => result.Error is not null);
        await RunAsync(6, [arm], folder);

        Assert.Equal(["q0000", "q0001", "q0002", "q0003", "q0003", "q0004", "q0005"], asked);
        Assert.Equal(6, folder.Results.Count);
    }

    [Fact]
    public async Task RunAsync_Resumed_TellsHowFarAndHowLong()
    {
        var clock = new FakeTimeProvider();
        var heard = new Heard();
        EvaluationArm arm = new("a", "", (_, _, _) =>
        {
            clock.Advance(TimeSpan.FromSeconds(2));
            return Task.FromResult(new ItemOutcome(true, "5", 1));
        });
        using var folder = Open(4, "a");
        folder.Add(SimulatedRun.Result("a", "q0001", true));

        await EvaluationRun.RunAsync(SimulatedRun.Items(4), [arm], folder, 1, heard, clock, TestContext.Current.CancellationToken);

        Assert.Equal([(1, null), (2, "q0000"), (3, "q0002"), (4, "q0003")], heard.All.Select(progress => (progress.Done, progress.Last?.Item)));
        Assert.Equal([null, 4, 2, 0], heard.All.Select(progress => progress.TimeLeft?.TotalSeconds));
        Assert.All(heard.All, progress => Assert.Equal(4, progress.Total));
        Assert.All(heard.All.Skip(1), progress => Assert.Equal(2, progress.Last!.Seconds));
    }

    [Fact]
    public async Task RunAsync_NamesTwice_Throws()
    {
        using var folder = Open(2, "a");
        var arm = SimulatedRun.Arm("a", 1, 1);

        await Assert.ThrowsAsync<ArgumentException>(() => RunAsync(2, [arm, arm], folder));
        await Assert.ThrowsAsync<ArgumentException>(() => EvaluationRun.RunAsync([.. SimulatedRun.Items(1), .. SimulatedRun.Items(1)], [arm], folder, 1, null, TimeProvider.System, TestContext.Current.CancellationToken));
        Assert.Empty(folder.Results);
    }

    private RunFolder Open(int items, params string[] arms) => RunFolder.Open(_folder.File("run"), SimulatedRun.Header(items, arms));

    private static Task RunAsync(int items, EvaluationArm[] arms, RunFolder folder, int parallel = 1)
        => EvaluationRun.RunAsync(SimulatedRun.Items(items), arms, folder, parallel, null, TimeProvider.System, TestContext.Current.CancellationToken);

    private sealed class Heard : IProgress<RunProgress>
    {
        public List<RunProgress> All { get; } = [];

        public void Report(RunProgress value) => All.Add(value);
    }
}
