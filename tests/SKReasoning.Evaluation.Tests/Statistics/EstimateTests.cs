namespace SKReasoning.Evaluation.Tests.Statistics;

public class EstimateTests
{
    [Fact]
    public void ToString_AnyFormat_HasValueAndInterval()
    {
        var estimate = new Estimate(0.0804, -0.02, 0.18);

        Assert.Equal("0.080 [-0.020, 0.180]", estimate.ToString());
        Assert.Equal("+0.08 [-0.02, +0.18]", estimate.ToString("+0.00;-0.00;0.00"));
        Assert.Equal("– [–, –]", new Estimate(double.NaN, double.NaN, double.NaN).ToString());
    }

    [Theory]
    [InlineData(0.1, true)]
    [InlineData(0.3, true)]
    [InlineData(0.31, false)]
    [InlineData(0.09, false)]
    public void Contains_Value_IsWithinTheEnds(double value, bool expected) => Assert.Equal(expected, new Estimate(0.2, 0.1, 0.3).Contains(value));

    [Fact]
    public void Contains_NoEnds_IsFalse() => Assert.False(new Estimate(0.2, double.NaN, double.NaN).Contains(0.2));
}
