using System.Collections.Immutable;

namespace SKReasoning.Evaluation.Tests.Runs;

public class RunSummaryTests
{
    // Of 8 items the baseline gets the first 3 right, the better arm all but the first, the dearer one what the baseline does.
    private static readonly ItemResult[] s_results =
    [
        .. Results("baseline", 10, [true, true, true, false, false, false, false, false]),
        .. Results("better", 20, [false, true, true, true, true, true, true, true]),
        .. Results("dearer", 40, [true, true, true, false, false, false, false, false]),
    ];

    private static readonly RunHeader s_header = SimulatedRun.Header(8, "baseline", "better", "dearer") with { Command = "skreasoning eval" };

    [Fact]
    public void Of_Results_CountsEveryArm()
    {
        var summary = RunSummary.Of(s_header, s_results, "baseline", []);

        Assert.Equal(("model", 5, "drawn", 8, "skreasoning eval", "evaluation", 1), (summary.Model.Name, summary.Seed, summary.Tasks, summary.Items, summary.Command, summary.Kind, summary.Version));
        Assert.Equal(["baseline", "better", "dearer"], summary.Arms.Select(arm => arm.Name));
        Assert.Equal(Proportion.Of(7, 8), summary.Arms[1].Accuracy);
        Assert.Equal((8, 20.0, 0.5, 0, "{better}"), (summary.Arms[1].Items, summary.Arms[1].Tokens, summary.Arms[1].Seconds, summary.Arms[1].Errors, summary.Arms[1].Description));
        Assert.Equal((null, null), (summary.Arms[1].Accepted, summary.Arms[1].AccuracyOfAccepted));
        Assert.Empty(summary.Arms[1].Curve);
    }

    [Fact]
    public void Of_Results_ComparesItemByItemAndAdjusts()
    {
        var comparisons = RunSummary.Of(s_header, s_results, "baseline", []).Comparisons;

        Assert.Equal(["better", "dearer"], comparisons.Select(comparison => comparison.Arm));
        Assert.Equal((5, 1, 0.5), (comparisons[0].Won, comparisons[0].Lost, comparisons[0].Difference.Value));
        // Two-sided: twice the chance of 5 or more of 6 fair coins, (6 + 1)/64.
        Assert.Equal(14.0 / 64, comparisons[0].PValue, 1e-12);
        Assert.Equal(2 * 14.0 / 64, comparisons[0].AdjustedPValue, 1e-12);
        Assert.NotNull(comparisons[0].ItemsNeeded);
        Assert.Equal((0, 0, 1.0, 1.0, null), (comparisons[1].Won, comparisons[1].Lost, comparisons[1].PValue, comparisons[1].AdjustedPValue, comparisons[1].ItemsNeeded));
        Assert.All(comparisons, comparison => Assert.Null(comparison.AtEqualTokens));
    }

    [Fact]
    public void Of_CurveOfTwoArms_ComparesAtEqualTokens()
    {
        // Half way between 10 tokens (3 right) and 30 tokens (5 right) is 4 of 8.
        ItemResult[] results = [.. s_results, .. Results("longer", 30, [true, true, true, true, true, false, false, false])];
        var header = SimulatedRun.Header(8, "baseline", "better", "dearer", "longer");

        var comparisons = RunSummary.Of(header, results, "baseline", ["baseline", "longer"]).Comparisons.ToDictionary(comparison => comparison.Arm);

        Assert.Equal((7 - 4) / 8.0, comparisons["better"].AtEqualTokens!.Value.Value, 1e-12);
        Assert.False(comparisons["better"].EqualTokensOutOfRange);
        Assert.Equal((3 - 5) / 8.0, comparisons["dearer"].AtEqualTokens!.Value.Value, 1e-12);
        Assert.True(comparisons["dearer"].EqualTokensOutOfRange);
        Assert.Null(comparisons["longer"].AtEqualTokens);
    }

    [Fact]
    public void Of_ArmOfSeveralAttempts_HasACurveOfMeans()
    {
        ItemResult[] results =
        [
            Attempts("one", (5, false), (10, true), (15, false)),
            Attempts("two", (7, true)),
            new ItemResult("a", "three", null, 1, null) { Error = "it broke" },
        ];

        var arm = Assert.Single(RunSummary.Of(SimulatedRun.Header(3, "a"), results, "a", ["a"]).Arms);

        Assert.Equal([4, 17 / 3.0, 22 / 3.0], arm.Curve.Select(point => point.Tokens));
        Assert.Equal([Proportion.Of(1, 3), Proportion.Of(2, 3), Proportion.Of(1, 3)], arm.Curve.Select(point => point.Accuracy));
        Assert.Equal((1, Proportion.Of(1, 3)), (arm.Errors, arm.Accuracy));

        static ItemResult Attempts(string item, params (int Tokens, bool IsRight)[] points) => SimulatedRun.Result("a", item, points[^1].IsRight, points[^1].Tokens) is var result
            ? result with { Outcome = result.Outcome! with { Attempts = points.Length, Curve = [.. points.Select(point => new Checkpoint(point.Tokens, point.IsRight))] } }
            : null!;
    }

    [Fact]
    public void Of_Difficulties_AreInOrder()
    {
        ItemResult[] results = [SimulatedRun.Result("a", "1", true, difficulty: 8), SimulatedRun.Result("a", "2", false, difficulty: 4), SimulatedRun.Result("a", "3", true, difficulty: 8), SimulatedRun.Result("a", "4", true)];

        var arm = Assert.Single(RunSummary.Of(SimulatedRun.Header(4, "a"), results, "a", []).Arms);

        Assert.Equal([new DifficultySummary(4, 1, Proportion.Of(0, 1)), new DifficultySummary(8, 2, Proportion.Of(2, 2))], arm.ByDifficulty);
    }

    [Fact]
    public void Of_Verdicts_AreCounted()
    {
        ItemResult[] results = [.. s_results.Take(8).Select((result, i) => result with { Outcome = result.Outcome! with { Accepted = i is 0 or 1 or 2 or 7 } })];

        var arm = Assert.Single(RunSummary.Of(SimulatedRun.Header(8, "baseline"), results, "baseline", []).Arms);

        Assert.Equal((0.5, Proportion.Of(3, 4)), (arm.Accepted, arm.AccuracyOfAccepted));
    }

    [Fact]
    public void Of_Signals_AreMeasuredOnArmsOfOneAttempt()
    {
        static ItemResult With(ItemResult result, double? signal, int attempts) => result with
        {
            Outcome = result.Outcome! with
            {
                Attempts = attempts,
                IsFirstRight = result.IsRight,
                Signals = ImmutableSortedDictionary<string, double?>.Empty.Add("probability", signal).Add("undefined", null),
            },
        };
        ItemResult[] results =
        [
            .. s_results.Where(result => result.Arm == "baseline").Select((result, i) => With(result, i == 7 ? null : -i, 1)),
            .. s_results.Where(result => result.Arm == "better").Select(result => With(result, 1, 2)),
        ];

        var signal = Assert.Single(RunSummary.Of(SimulatedRun.Header(8, "baseline", "better"), results, "baseline", []).Signals);

        Assert.Equal(("baseline", "probability", 1.0), (signal.Arm, signal.Name, signal.Area.Value));
    }

    [Fact]
    public void Of_ItemsThatNotAllArmsAnswered_AreNotCounted()
    {
        var summary = RunSummary.Of(s_header, [.. s_results.Skip(1), SimulatedRun.Result("other", "i0", true)], "better", []);

        Assert.Equal(7, summary.Items);
        Assert.All(summary.Arms, arm => Assert.Equal(7, arm.Items));
        Assert.Throws<ArgumentException>(() => RunSummary.Of(s_header, [.. s_results.Take(8)], "better", []));
        Assert.Throws<ArgumentException>(() => RunSummary.Of(s_header, s_results, "none", []));
        Assert.Throws<ArgumentException>(() => RunSummary.Of(s_header, s_results, "better", ["none"]));
    }

    [Fact]
    public void Of_EarlierRun_IsComparedByArmOnTheSameItems()
    {
        ItemResult[] earlier = [.. Results("better", 20, [true, true, true, true, false, false]), SimulatedRun.Result("unknown", "i0", true)];

        var comparison = Assert.Single(RunSummary.Of(s_header, s_results, "baseline", [], earlier).Against);

        Assert.Equal(("better", "better, earlier", 2, 1), (comparison.Arm, comparison.Baseline, comparison.Won, comparison.Lost));
        Assert.Equal(1 / 6.0, comparison.Difference.Value, 1e-12);
    }

    private static IEnumerable<ItemResult> Results(string arm, int tokens, bool[] right)
        => right.Select((isRight, i) => SimulatedRun.Result(arm, $"i{i}", isRight, tokens));
}
