using MathNet.Numerics;

namespace SKReasoning.Evaluation.Tests.Statistics;

public class McNemarPowerTests
{
    [Theory]
    [InlineData(12, 0.3, 0.1, McNemarMethod.Exact)]
    [InlineData(25, 0.25, 0.05, McNemarMethod.MidP)]
    [InlineData(40, 0.2, 0.2, McNemarMethod.Exact)]
    [InlineData(30, 0.6, 0.4, McNemarMethod.Exact)]
    [InlineData(30, 0.4, 0, McNemarMethod.MidP)]
    public void Of_FewItems_EqualsTheSumOverAllTables(int items, double won, double lost, McNemarMethod method)
    {
        var expected = 0.0;
        for (var wins = 0; wins <= items; wins++)
        {
            for (var losses = 0; losses <= items - wins; losses++)
            {
                var rest = items - wins - losses;
                if (new PairedOutcomes(0, wins, losses, rest).McNemar(method) <= 0.05)
                {
                    expected += SpecialFunctions.Multinomial(items, [wins, losses, rest]) * Math.Pow(won, wins) * Math.Pow(lost, losses) * Math.Pow(1 - won - lost, rest);
                }
            }
        }

        Assert.Equal(expected, McNemarPower.Of(items, won, lost, method: method), 1e-10);
    }

    [Fact]
    public void Of_NoDifference_IsTheRateOfFalseAlarms()
    {
        foreach (var items in new[] { 20, 100, 500 })
        {
            Assert.InRange(McNemarPower.Of(items, 0.1, 0.1), 0, 0.05);
            Assert.InRange(McNemarPower.Of(items, 0.1, 0.1, method: McNemarMethod.MidP), 0, 0.055);
        }

        Assert.Equal(0, McNemarPower.Of(100, 0, 0));
        Assert.Equal(0, McNemarPower.Of(0, 0.3, 0.1));
    }

    [Theory]
    [InlineData(0.14, 0.06, 0.8)]
    [InlineData(0.06, 0.14, 0.9)]
    [InlineData(0.05, 0.03, 0.8)]
    [InlineData(0.5, 0, 0.8)]
    public void Items_AnyRates_AreTheFirstWithThePower(double won, double lost, double power)
    {
        var items = McNemarPower.Items(won, lost, power);

        Assert.InRange(McNemarPower.Of(items, won, lost), power, 1);
        Assert.InRange(McNemarPower.Of(items - 1, won, lost), 0, power);
    }

    [Fact]
    public void Items_ManyPairsDiffer_IsNearTheNormalApproximation()
    {
        // (1.959964 √0.2 + 0.841621 √(0.2 − 0.0036))²/0.0036, to which exactness adds 1/δ to 2/δ items.
        const double Approximation = 434.2;

        Assert.InRange(McNemarPower.Items(0.13, 0.07), Approximation + (1 / 0.06), Approximation + (2 / 0.06));
        Assert.InRange(McNemarPower.Items(0.13, 0.07, method: McNemarMethod.MidP), Approximation - 10, Approximation + 10);
    }

    [Theory]
    [InlineData(150, 0.2)]
    [InlineData(600, 0.1)]
    public void SmallestDifference_ManyItems_HasThePower(int items, double differing)
    {
        var difference = McNemarPower.SmallestDifference(items, differing)!.Value;

        Assert.Equal(0.8, McNemarPower.Of(items, (differing + difference) / 2, (differing - difference) / 2), 1e-6);
        Assert.InRange(McNemarPower.Items((differing + difference) / 2, (differing - difference) / 2), items - 8, items + 1);
    }

    [Fact]
    public void SmallestDifference_TooFewPairsDiffer_IsNull()
    {
        // The test needs six pairs, all won.
        Assert.Null(McNemarPower.SmallestDifference(100, 0.05));
        Assert.Null(McNemarPower.SmallestDifference(100, 0));
        Assert.NotNull(McNemarPower.SmallestDifference(100, 0.1));
    }

    [Fact]
    public void Any_OutOfRange_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => McNemarPower.Of(-1, 0.1, 0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => McNemarPower.Of(10, 0.6, 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => McNemarPower.Of(10, -0.1, 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => McNemarPower.Of(10, 0.1, 0.1, alpha: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => McNemarPower.Items(0.2, 0.1, power: 0.04));
        Assert.Throws<ArgumentException>(() => McNemarPower.Items(0.1, 0.1));
    }
}
