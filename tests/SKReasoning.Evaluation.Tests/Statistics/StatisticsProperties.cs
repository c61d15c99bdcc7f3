using FsCheck;
using FsCheck.Fluent;

namespace SKReasoning.Evaluation.Tests.Statistics;

/// <summary>What holds for any answers, p-values and counts.</summary>
public class StatisticsProperties
{
    private static readonly BootstrapOptions s_quick = new() { Resamples = 200 };

    private static readonly Arbitrary<int> s_seeds = Gen.Choose(0, 1_000_000).ToArbitrary();

    [Fact]
    public void RocArea_LabelsOrScoresTurned_IsTheRest() => Check(random =>
    {
        var answers = Answers(random, 40);

        var area = RocArea.DeLong(answers);
        var turned = RocArea.DeLong([.. answers.Select(answer => answer with { IsRight = !answer.IsRight })]);
        var negated = RocArea.Of([.. answers.Select(answer => answer with { Score = -answer.Score })]);

        Assert.Equal(1 - area.Value, turned.Value, 1e-12);
        Assert.Equal(1 - area.Value, negated, 1e-12);
        Assert.Equal(area.High - area.Low, turned.High - turned.Low, 1e-12);
    });

    [Fact]
    public void RocArea_OtherScaleOrOrder_Unchanged() => Check(random =>
    {
        var answers = Answers(random, 40);
        var area = RocArea.DeLong(answers);

        random.Shuffle(answers);

        var other = RocArea.DeLong([.. answers.Select(answer => answer with { Score = Math.Exp(3 * answer.Score) })]);
        Assert.Equal(area.Value, other.Value, 1e-12);
        Assert.Equal(area.Low, other.Low, 1e-12);
    });

    [Fact]
    public void DeLongTest_Swapped_ChangesOnlyTheSign() => Check(random =>
    {
        var answers = Answers(random, 40);
        double[] first = [.. answers.Select(answer => answer.Score)], second = [.. first.Select(score => score + random.NextDouble())];
        bool[] isRight = [.. answers.Select(answer => answer.IsRight)];

        var (one, other) = (RocArea.DeLongTest(first, second, isRight), RocArea.DeLongTest(second, first, isRight));

        Assert.Equal(one.PValue, other.PValue, 1e-12);
        Assert.Equal(one.Difference.Value, -other.Difference.Value, 1e-12);
        Assert.Equal(one.Difference.Low, -other.Difference.High, 1e-12);
        Assert.Equal(one.PValue < 0.05, !one.Difference.Contains(0));
    });

    [Fact]
    public void Holm_AnyFamily_KeepsOrderBetweenPlainAndBonferroni() => Check(random =>
    {
        double[] plain = [.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => Math.Pow(random.NextDouble(), 3))];

        var adjusted = Holm.Adjust(plain);

        for (var i = 0; i < plain.Length; i++)
        {
            Assert.InRange(adjusted[i], plain[i], Math.Min(1, plain.Length * plain[i]));
            Assert.All(Enumerable.Range(0, plain.Length), j => Assert.True(plain[i] >= plain[j] || adjusted[i] <= adjusted[j]));
        }

        Assert.Equal(Math.Min(1, plain.Length * plain.Min()), adjusted.Min(), 1e-15);
    });

    [Fact]
    public void Bootstrap_MeansOfAnything_HoldTheValue() => Check(random =>
    {
        double[] sample = [.. Enumerable.Range(0, random.Next(5, 40)).Select(_ => random.Next(3) == 0 ? 0 : random.NextDouble())];

        foreach (var interval in Enum.GetValues<BootstrapInterval>())
        {
            var estimate = Bootstrap.Of(sample, values => values.Average(), s_quick with { Interval = interval });

            Assert.True(estimate.Contains(estimate.Value), estimate.ToString());
            Assert.InRange(estimate.Low, sample.Min(), estimate.High);
            Assert.InRange(estimate.High, estimate.Low, sample.Max());
        }
    });

    [Fact]
    public void PairedOutcomes_Swapped_ChangesOnlyTheSign() => Check(random =>
    {
        bool[] arm = Draw(), baseline = Draw();

        var (one, other) = (PairedOutcomes.Of(arm, baseline), PairedOutcomes.Of(baseline, arm));

        Assert.Equal(30, one.Items);
        Assert.Equal(one.McNemar(), other.McNemar());
        Assert.Equal(one.Difference().Low, -other.Difference().High, 1e-12);
        Assert.True(one.Difference().Contains(one.Difference().Value));
        Assert.Equal(arm.Count(right => right) - baseline.Count(right => right), one.Difference().Value * 30, 1e-12);
        Assert.InRange(one.McNemar(McNemarMethod.MidP), 0, one.McNemar());

        bool[] Draw() => [.. Enumerable.Range(0, 30).Select(_ => random.Next(4) > 0)];
    });

    [Fact]
    public void Reliability_AnyAnswers_CountsEachOnce() => Check(random =>
    {
        ScoredAnswer[] answers = [.. Enumerable.Range(0, random.Next(1, 60)).Select(_ => new ScoredAnswer(random.Next(20) / 20.0, random.Next(2) == 0))];

        var bins = Reliability.Bins(answers, bins: 7);

        Assert.Equal(answers.Length, bins.Sum(bin => bin.Answers));
        Assert.Equal(answers.Count(answer => answer.IsRight), bins.Sum(bin => bin.Answers * bin.Right.Value), 1e-9);
        Assert.InRange(bins.Count, 1, 7);
        Assert.All(bins.Zip(bins.Skip(1)), pair => Assert.True(pair.First.High < pair.Second.Low));
        Assert.All(bins, bin => Assert.InRange(bin.MeanScore, bin.Low - 1e-12, bin.High + 1e-12));
    });

    private static void Check(Action<Random> property)
        => Prop.ForAll(s_seeds, seed => property(new Random(seed))).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    private static ScoredAnswer[] Answers(Random random, int count)
        => [.. Enumerable.Range(0, count).Select(i => new ScoredAnswer(random.Next(12) / 10.0, i < 3 || (i < count - 3 && random.Next(2) == 0)))];
}
