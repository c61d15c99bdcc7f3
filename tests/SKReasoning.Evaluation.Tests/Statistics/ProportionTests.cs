using MathNet.Numerics.Distributions;

namespace SKReasoning.Evaluation.Tests.Statistics;

public class ProportionTests
{
    // Newcombe (1998), table I, method 5.
    [Theory]
    [InlineData(81, 263, 0.2527, 0.3676)]
    [InlineData(15, 148, 0.0578, 0.1617)]
    [InlineData(0, 20, 0, 0.1684)]
    [InlineData(1, 29, 0.0009, 0.1776)]
    public void Of_PublishedExamples_HasTheirInterval(int successes, int trials, double low, double high)
    {
        var estimate = Proportion.Of(successes, trials);

        Assert.Equal((double)successes / trials, estimate.Value);
        Assert.Equal(low, estimate.Low, 5e-5);
        Assert.Equal(high, estimate.High, 5e-5);
    }

    [Theory]
    [InlineData(0.95)]
    [InlineData(0.8)]
    public void Of_AnyCounts_HasTheTailsOfTheDefinition(double level)
    {
        for (var successes = 1; successes < 12; successes++)
        {
            var estimate = Proportion.Of(successes, 12, level);

            Assert.Equal((1 - level) / 2, 1 - Binomial.CDF(estimate.Low, 12, successes - 1), 1e-9);
            Assert.Equal((1 - level) / 2, Binomial.CDF(estimate.High, 12, successes), 1e-9);
        }
    }

    [Fact]
    public void Of_AllOrNone_HasTheClosedForm()
    {
        var none = Proportion.Of(0, 10);
        var all = Proportion.Of(10, 10);

        Assert.Equal((0, 0, 1), (none.Value, none.Low, all.High));
        Assert.Equal(1 - Math.Pow(0.025, 0.1), none.High, 1e-10);
        Assert.Equal(Math.Pow(0.025, 0.1), all.Low, 1e-10);
        Assert.Equal("– [0.000, 1.000]", Proportion.Of(0, 0).ToString());
    }

    [Fact]
    public void Of_AnyTruth_CoversItAtLeastAsOftenAsItSays()
    {
        var intervals = Enumerable.Range(0, 21).Select(successes => Proportion.Of(successes, 20)).ToArray();

        for (var truth = 0.01; truth < 1; truth += 0.01)
        {
            var coverage = intervals.Index().Sum(row => row.Item.Contains(truth) ? Binomial.PMF(truth, 20, row.Index) : 0);
            Assert.InRange(coverage, 0.95, 1 + 1e-12);
        }
    }

    [Theory]
    [InlineData(3, 2, 0.95)]
    [InlineData(-1, 2, 0.95)]
    [InlineData(1, 2, 1)]
    public void Of_OutOfRange_Throws(int successes, int trials, double level)
        => Assert.Throws<ArgumentOutOfRangeException>(() => Proportion.Of(successes, trials, level));
}
