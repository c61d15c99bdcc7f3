namespace SKReasoning.Tests.Branching;

public class InfluencePointsTests
{
    [Theory]
    [InlineData(new[] { 0, .1, .2, .3, .4 }, new[] { 4 })]
    [InlineData(new[] { 0, 0, 0, .05, 0, 0, 0, 0, 0, 0 }, new[] { 3 })]
    [InlineData(new[] { .5, .5, .5, .5 }, new[] { 0, 1, 2, 3 })]
    [InlineData(new[] { 0.0, 0, 0 }, new int[0])]
    [InlineData(new double[0], new int[0])]
    public void Candidates_Influence_AreTheStepsFromTheQuantileOn(double[] influence, int[] expected)
        => Assert.Equal(expected, InfluencePoints.Candidates(influence));

    [Fact]
    public void Spaced_PaperDistances_TakesWhatLiesApart()
    {
        Range[] spans = [0..100, 300..350, 520..570, 700..750, 1100..1150];

        // 300 is too early, 700 − 570 is too near, 1100 − 570 is far enough.
        Assert.Equal([2, 4], InfluencePoints.Spaced([1, 2, 3, 4], spans, count: 2, gap: 512));
        Assert.Equal([4, 2], InfluencePoints.Spaced([4, 3, 2, 1], spans, count: 2, gap: 512));
        Assert.Equal([2], InfluencePoints.Spaced([2], spans, count: 2, gap: 512));
        Assert.Equal([1, 2], InfluencePoints.Spaced([1, 2, 3, 4], spans, count: 2, gap: 115));
    }
}
