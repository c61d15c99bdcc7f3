namespace SKReasoning.Evaluation.Tests.Statistics;

public class HolmTests
{
    [Fact]
    public void Adjust_Example_StepsDown()
        => Assert.Equal([0.03, 0.06, 0.06, 0.02], Holm.Adjust([0.01, 0.04, 0.03, 0.005]).Select(p => Math.Round(p, 12)));

    [Fact]
    public void Adjust_OneOrNone_Unchanged()
    {
        Assert.Equal([0.2], Holm.Adjust([0.2]));
        Assert.Empty(Holm.Adjust([]));
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void Adjust_NoProbability_Throws(double pValue) => Assert.Throws<ArgumentOutOfRangeException>(() => Holm.Adjust([0.5, pValue]));
}
