namespace SKReasoning.Evaluation.Tests.Statistics;

public class EqualTokensTests
{
    private static readonly BootstrapOptions s_quick = new() { Resamples = 200 };

    [Theory]
    [InlineData(100, 0.25, false)]
    [InlineData(150, 0.375, false)]
    [InlineData(200, 0.5, false)]
    [InlineData(350, 0.625, false)]
    [InlineData(400, 0.75, false)]
    [InlineData(50, 0.25, true)]
    [InlineData(999, 0.75, true)]
    public void Compare_ArmBetweenBudgets_IsComparedWithTheirMix(double tokens, double baseline, bool isOutside)
    {
        // Budgets of 100, 200 and 400 tokens: 1, 2 and 3 of 4 right. Between the last two a mix of a quarter of 200 and three of 400 has 350.
        var arm = Outcomes(tokens, 4);
        if (tokens == 350)
        {
            baseline = (0.25 * 0.5) + (0.75 * 0.75);
        }

        var comparison = EqualTokens.Compare(arm, [Outcomes(400, 3), Outcomes(100, 1), Outcomes(200, 2)], s_quick);

        Assert.Equal(1 - baseline, comparison.Difference.Value, 1e-12);
        Assert.Equal(isOutside, comparison.IsOutsideBudgets);
        Assert.Equal((tokens, Math.Clamp(tokens, 100, 400)), (comparison.ArmTokens, comparison.BaselineTokens));
    }

    [Theory]
    [InlineData(100, 100, 2)]
    [InlineData(160, 160, 2.2)]
    [InlineData(200, 200, 2 + (1 / 3.0))]
    [InlineData(340, 340, 2.8)]
    [InlineData(400, 400, 3)]
    [InlineData(600, 400, 3)]
    public void Compare_DearerBudgetsThatAreWorse_AreLeftOut(double tokens, double spent, double right)
    {
        // 200 and 300 tokens bring less than 100 do, and 800 less than 400: the envelope runs from 100 (2 right) to 400 (3 right).
        TokenOutcome[][] budgets = [Outcomes(100, 2), Outcomes(200, 1), Outcomes(300, 2), Outcomes(400, 3), Outcomes(800, 2)];

        var comparison = EqualTokens.Compare(Outcomes(tokens, 4), budgets, s_quick);

        Assert.Equal(1 - (right / 4), comparison.Difference.Value, 1e-12);
        Assert.Equal(spent, comparison.BaselineTokens, 1e-9);
        Assert.False(comparison.IsOutsideBudgets);
    }

    [Fact]
    public void Compare_OneBudgetOfTheSameOutcomes_HasNoDifference()
    {
        var arm = Outcomes(120, 2);

        Assert.Equal(new EqualTokensComparison(new Estimate(0, 0, 0), 1, 120, 120), EqualTokens.Compare(arm, [arm, arm], s_quick));
    }

    [Fact]
    public void Compare_OneBudget_IsThePairedBootstrap()
    {
        var random = new Random(21);
        TokenOutcome[] Draw() => [.. Enumerable.Range(0, 50).Select(_ => new TokenOutcome(random.Next(50, 150), random.Next(2) == 0))];
        var (arm, baseline) = (Draw(), Draw());

        var difference = EqualTokens.Compare(arm, [baseline], s_quick).Difference;

        var paired = Bootstrap.Difference([.. arm.Select(Right)], [.. baseline.Select(Right)], s_quick);
        Assert.Equal(paired.Value, difference.Value, 1e-12);
        Assert.Equal(paired.Low, difference.Low, 1e-12);
        Assert.Equal(paired.High, difference.High, 1e-12);

        static double Right(TokenOutcome outcome) => outcome.IsRight ? 1 : 0;
    }

    [Fact]
    public void Compare_NothingOrListsThatDoNotFit_Throws()
    {
        var arm = Outcomes(100, 2);

        Assert.Throws<ArgumentException>(() => EqualTokens.Compare([], [[]]));
        Assert.Throws<ArgumentException>(() => EqualTokens.Compare(arm, []));
        Assert.Throws<ArgumentException>(() => EqualTokens.Compare(arm, [arm, arm[1..]]));
    }

    // Four items around a mean of so many tokens.
    private static TokenOutcome[] Outcomes(double tokens, int right)
        => [.. new[] { -10, 10, -20, 20 }.Select((offset, item) => new TokenOutcome(tokens + offset, item < right))];
}
