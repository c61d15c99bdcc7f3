using SKReasoning.TestKit;

namespace SKReasoning.Evaluation.Tests.Runs;

/// <summary>The whole way from arms to comparisons, where the truth is known: what was planted is found, and what was not is not.</summary>
public class PlantedRunTests
{
    private const int Runs = 60;
    private const int Items = 150;

    [Fact]
    public async Task RunAndSummary_ManySeeds_FindThePlantedEffectAndNoOther()
    {
        var (better, same, either) = (0, 0, 0);
        using var folder = new TemporaryFolder();
        var items = SimulatedRun.Items(Items);
        for (var seed = 0; seed < Runs; seed++)
        {
            var results = await SimulatedRun.RunAsync(
                folder.File($"{seed}"), seed, items, SimulatedRun.Arm("baseline", 0.5, 100), SimulatedRun.Arm("better", 0.7, 100), SimulatedRun.Arm("same", 0.5, 100));

            var comparisons = RunSummary.Of(SimulatedRun.Header(Items, "baseline", "better", "same"), results, "baseline", ["baseline"]).Comparisons;

            Assert.Equal(["better", "same"], comparisons.Select(comparison => comparison.Arm));
            better += comparisons[0] is { AdjustedPValue: <= 0.05, Difference.Value: > 0 } ? 1 : 0;
            same += comparisons[1].AdjustedPValue <= 0.05 ? 1 : 0;
            either += comparisons[1].Difference.Contains(0) ? 0 : 1;
        }

        // A difference of 0.2 is found 9 times in 10; with a rate of 0.05 more than 8 of 60 are seen once in a thousand times.
        Assert.InRange(better, (int)(0.85 * Runs), Runs);
        Assert.InRange(same, 0, 8);
        Assert.InRange(either, 0, 8);
    }
}
