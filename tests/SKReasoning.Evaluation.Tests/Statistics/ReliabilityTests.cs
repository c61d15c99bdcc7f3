namespace SKReasoning.Evaluation.Tests.Statistics;

public class ReliabilityTests
{
    [Fact]
    public void Bins_DifferentScores_HaveEqualMass()
    {
        ScoredAnswer[] answers = [new(0.9, true), new(0.1, false), new(0.4, false), new(0.8, true), new(0.2, true), new(0.7, false)];

        var bins = Reliability.Bins(answers, bins: 3);

        Assert.Equal(
            [(0.1, 0.2, 2, 0.5), (0.4, 0.7, 2, 0.0), (0.8, 0.9, 2, 1.0)],
            bins.Select(bin => (bin.Low, bin.High, bin.Answers, bin.Right.Value)));
        Assert.Equal(0.55, bins[1].MeanScore, 1e-15);
        Assert.Equal(Proportion.Of(1, 2), bins[0].Right);
    }

    [Fact]
    public void Bins_EqualScores_StayTogether()
    {
        ScoredAnswer[] answers = [.. Enumerable.Range(0, 30).Select(i => new ScoredAnswer(i < 20 ? 0.5 : 0.8, i % 2 == 0))];

        Assert.Equal([(20, 0.5), (10, 0.8)], Reliability.Bins(answers, bins: 5).Select(bin => (bin.Answers, bin.Low)));
        Assert.Empty(Reliability.Bins([]));
    }

    [Fact]
    public void ExpectedCalibrationError_TwoBins_IsTheirMeanDistance()
    {
        // 10 of 0.5 of which 2 are right, 30 of 0.9 of which 27 are.
        ScoredAnswer[] answers =
            [.. Enumerable.Range(0, 10).Select(i => new ScoredAnswer(0.5, i < 2)), .. Enumerable.Range(0, 30).Select(i => new ScoredAnswer(0.9, i < 27))];

        Assert.Equal(0.3 * 10 / 40, Reliability.ExpectedCalibrationError(answers), 1e-12);
        Assert.Equal(((2 * 0.25) + (8 * 0.25) + (27 * 0.01) + (3 * 0.81)) / 40, Reliability.BrierScore(answers), 1e-12);
    }

    [Fact]
    public void ExpectedCalibrationError_TrueProbabilities_IsWhatChanceAloneMakes()
    {
        var random = new Random(17);
        ScoredAnswer[] Draw(Func<double, double> truth) => [.. Enumerable.Range(0, 20_000).Select(_ => random.NextDouble())
            .Select(score => new ScoredAnswer(score, random.NextDouble() < truth(score)))];

        Assert.InRange(Reliability.ExpectedCalibrationError(Draw(score => score)), 0, 0.4 * Math.Sqrt(10.0 / 20_000) * 1.7);

        // ∫ |p² − p| = 1/6, and Brier's score of p against p² is ∫ p²(1 − p)² + (1 − p²)p² = 1/30 + 2/15.
        var overconfident = Draw(score => score * score);
        Assert.Equal(1.0 / 6, Reliability.ExpectedCalibrationError(overconfident, bins: 50), 0.01);
        Assert.Equal(1.0 / 6, Reliability.BrierScore(overconfident), 0.01);
    }

    [Fact]
    public void Bins_TrueProbabilities_LieWithinTheirIntervals()
    {
        var random = new Random(19);
        ScoredAnswer[] answers = [.. Enumerable.Range(0, 4000).Select(_ => random.NextDouble()).Select(score => new ScoredAnswer(score, random.NextDouble() < score))];

        var inside = Reliability.Bins(answers, bins: 40).Count(bin => bin.Right.Contains(bin.MeanScore));

        // Of 40 intervals fewer than 34 hold the truth with a probability of 0.003 at most.
        Assert.InRange(inside, 34, 40);
    }

    [Theory]
    [InlineData(-0.01)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void Any_ScoreThatIsNoProbability_Throws(double score)
    {
        ScoredAnswer[] answers = [new(0.5, true), new(score, true)];

        Assert.Throws<ArgumentOutOfRangeException>(() => Reliability.Bins(answers));
        Assert.Throws<ArgumentOutOfRangeException>(() => Reliability.BrierScore(answers));
        Assert.Throws<ArgumentOutOfRangeException>(() => Reliability.ExpectedCalibrationError(answers));
    }
}
