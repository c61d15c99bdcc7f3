namespace SKReasoning.Plugins.Tests.Comparing;

public class AnswerComparisonTests
{
    [Fact]
    public void Parts_AnyTwoAnswers_AddUpToTheDifference()
    {
        var random = new Random(5);
        for (var round = 0; round < 50; round++)
        {
            var comparison = new AnswerComparison(Random(random), Random(random));

            Assert.Equal(comparison.TotalDifference, comparison.TokenPart + comparison.LengthPart, 1e-9);
        }
    }

    [Fact]
    public void EqualMeans_DifferInLengthOnly()
    {
        var comparison = new AnswerComparison(Score(-1, -1, -1), Score(-1, -1));

        Assert.Equal((PreferredAnswer.Neither, PreferredAnswer.Second, PreferredAnswer.Second), (comparison.Preferred, comparison.PreferredByTotal, comparison.Shorter));
        Assert.Equal((0, -1), (comparison.TokenPart, comparison.LengthPart));
        Assert.True(comparison.IsOnlyLength);
        Assert.Equal(
            """
            Neither answer is preferred: the mean log-probability per token is -1.000 for the first and -1.000 for the second.
            In total it is -3.00 over 3 tokens and -2.00 over 2; of the difference of -1.00, 0.00 comes from the tokens and -1.00 from the length.
            The total prefers the second answer for its length only.
            Preferred means more probable to this model, not right.
            """,
            comparison.ToString());
    }

    [Fact]
    public void ShorterAnswerOfMoreProbableTokens_IsSaidToBeTheShorterOneToo()
    {
        var comparison = new AnswerComparison(Score(-.5f, -.5f), Score(-1, -1, -1));

        Assert.Equal(PreferredAnswer.First, comparison.Preferred);
        Assert.False(comparison.IsOnlyLength);
        Assert.Contains("It is also the shorter one.", comparison.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void MeansWithinRounding_PreferNeither()
        => Assert.Equal(PreferredAnswer.Neither, new AnswerComparison(Score(-1), Score(-1.004f)).Preferred);

    private static AnswerScore Random(Random random) => Score([.. Enumerable.Range(0, random.Next(1, 9)).Select(_ => -3 * random.NextSingle())]);

    private static AnswerScore Score(params float[] values) => new([.. values], []);
}
