using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace SKReasoning.Evaluation.Tests.Statistics;

public class BootstrapTests
{
    // Scores of 26 children in a test of spatial perception: Efron and Tibshirani (1993), table 14.1, A.
    private static readonly double[] s_children =
        [48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6, 0, 33, 28, 34, 4, 32, 24, 47, 41, 24, 26, 30, 41];

    private static readonly BootstrapOptions s_quick = new() { Resamples = 400 };

    [Fact]
    public void Of_PublishedExample_HasItsIntervals()
    {
        // Table 14.2: the plug-in variance is 171.5; at 90 %, percentile (100.8, 233.9) and BCa (115.8, 259.6) from 2000 resamples.
        var options = new BootstrapOptions { Level = 0.9, Resamples = 20_000 };

        var percentile = Bootstrap.Of(s_children, PopulationVariance, options);
        var accelerated = Bootstrap.Of(s_children, PopulationVariance, options with { Interval = BootstrapInterval.BiasCorrectedAccelerated });

        Assert.Equal(171.5, percentile.Value, 0.05);
        Assert.Equal(100.8, percentile.Low, 4.0);
        Assert.Equal(233.9, percentile.High, 4.0);
        Assert.Equal(115.8, accelerated.Low, 4.0);
        Assert.Equal(259.6, accelerated.High, 4.0);
    }

    [Fact]
    public void Of_Mean_IsAboutTheNormalInterval()
    {
        double[] sample = [.. Enumerable.Range(0, 400).Select(i => Normal.InvCDF(0, 1, (i + 0.5) / 400))];
        var reach = 1.959964 * sample.PopulationStandardDeviation() / 20;

        foreach (var interval in Enum.GetValues<BootstrapInterval>())
        {
            var mean = Bootstrap.Of(sample, values => values.Average(), new BootstrapOptions { Resamples = 8000, Interval = interval });

            Assert.Equal(-reach, mean.Low, 0.006);
            Assert.Equal(reach, mean.High, 0.006);
        }
    }

    [Fact]
    public void Of_SameSeed_IsTheSame()
    {
        var once = Bootstrap.Of(s_children, PopulationVariance, s_quick);

        Assert.Equal(once, Bootstrap.Of(s_children, PopulationVariance, s_quick));
        Assert.NotEqual(once, Bootstrap.Of(s_children, PopulationVariance, s_quick with { Seed = 2 }));
    }

    [Theory]
    [InlineData(BootstrapInterval.Percentile)]
    [InlineData(BootstrapInterval.BiasCorrectedAccelerated)]
    public void Of_EqualItems_HasNoLength(BootstrapInterval interval)
        => Assert.Equal(new Estimate(7, 7, 7), Bootstrap.Of([7.0, 7.0, 7.0], values => values.Average(), s_quick with { Interval = interval }));

    [Fact]
    public void Of_NoItem_HasNoInterval()
        => Assert.Equal("0.000 [–, –]", Bootstrap.Of(Array.Empty<double>(), values => values.Count).ToString());

    [Fact]
    public void Of_ResamplesWithoutAValue_AreLeftOut()
    {
        // Of right answers alone there is no area.
        ScoredAnswer[] answers = [new(0.9, true), new(0.8, true), new(0.1, false)];

        Assert.Equal(new Estimate(1, 1, 1), Bootstrap.Of(answers, RocArea.Of, s_quick));
    }

    [Fact]
    public void OfClusters_EachRowItsOwn_EqualsRows()
        => Assert.Equal(
            Bootstrap.Of(s_children, PopulationVariance, s_quick),
            Bootstrap.OfClusters([.. s_children.Index()], row => row.Index, rows => PopulationVariance([.. rows.Select(row => row.Item)]), s_quick));

    [Fact]
    public void Difference_Pairs_IsThatOfTheirDifferences()
    {
        double[] arm = [1, 0, 1, 1, 0, 1], baseline = [0, 0, 1, 0, 1, 0];

        var paired = Bootstrap.Difference(arm, baseline, s_quick);

        Assert.Equal(2.0 / 6, paired.Value, 1e-15);
        Assert.Equal(Bootstrap.Of([1.0, 0, 0, 1, -1, 1], values => values.Average(), s_quick), paired);
        Assert.Equal(paired, Bootstrap.ClusteredDifference(arm, baseline, ["a", "b", "c", "d", "e", "f"], s_quick));
        Assert.Throws<ArgumentException>(() => Bootstrap.Difference(arm, baseline[1..]));
        Assert.Throws<ArgumentException>(() => Bootstrap.ClusteredDifference(arm, baseline, ["a"]));
    }

    [Fact]
    public void ClusteredDifference_RowsOfOneItemAgree_CoversWhereRowsDoNot()
    {
        // 40 items of 5 rows that nearly repeat each other: counted as 200 items they promise too much.
        var random = new Random(11);
        var (clustered, single) = (0, 0);
        const int Evaluations = 150;
        var options = new BootstrapOptions { Resamples = 200 };
        for (var evaluation = 0; evaluation < Evaluations; evaluation++)
        {
            var arm = new double[200];
            for (var item = 0; item < 40; item++)
            {
                var effect = Normal.Sample(random, 0, 1);
                for (var row = 0; row < 5; row++)
                {
                    arm[(5 * item) + row] = effect + Normal.Sample(random, 0, 0.3);
                }
            }

            var baseline = new double[arm.Length];
            int[] items = [.. Enumerable.Range(0, arm.Length).Select(row => row / 5)];
            clustered += Bootstrap.ClusteredDifference(arm, baseline, items, options).Contains(0) ? 1 : 0;
            single += Bootstrap.Difference(arm, baseline, options).Contains(0) ? 1 : 0;
        }

        Assert.InRange(clustered / (double)Evaluations, 0.89, 0.99);
        Assert.InRange(single / (double)Evaluations, 0.4, 0.75);
    }

    [Theory]
    [InlineData(0, 0.95)]
    [InlineData(100, 0)]
    [InlineData(100, 1)]
    public void Options_OutOfRange_Throw(int resamples, double level)
        => Assert.Throws<ArgumentOutOfRangeException>(() => new BootstrapOptions { Resamples = resamples, Level = level });

    private static double PopulationVariance(IReadOnlyList<double> values) => values.PopulationVariance();
}
