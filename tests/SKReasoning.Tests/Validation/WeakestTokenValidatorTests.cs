using SKReasoning.TestKit;

namespace SKReasoning.Tests.Validation;

public class WeakestTokenValidatorTests
{
    [Theory]
    [InlineData(-1.5f, false)]
    [InlineData(-1.0f, true)]
    [InlineData(-0.2f, true)]
    public void Judge_WeakestToken_IsHeldAgainstTheThreshold(float weakest, bool accepted)
    {
        var verdict = new WeakestTokenValidator(new WeakestTokenOptions { Threshold = -1 }).Judge(Traces.Create((-.1f, -.1f), (weakest, -.1f)));

        Assert.Equal((accepted, 1), (verdict.Accepted, verdict.WeakestStep));
        Assert.Equal(weakest, verdict.Score, 1e-6);
    }

    [Fact]
    public void Judge_EmptyTurn_IsRejected() => Assert.False(new WeakestTokenValidator(new WeakestTokenOptions()).Judge(Traces.Create()).Accepted);

    [Theory]
    [InlineData(0.1)]
    [InlineData(double.NaN)]
    public void Constructor_ThresholdOutOfRange_Throws(double threshold)
        => Assert.Throws<ArgumentOutOfRangeException>(() => new WeakestTokenValidator(new WeakestTokenOptions { Threshold = threshold }));
}
