namespace SKReasoning.Plugins.Tests.Comparing;

public class ComparePluginTests(BuiltInModel model) : IClassFixture<BuiltInModel>
{
    private const string Right = "Sara has 7 apples.\n\nTom has 3 times as many apples as Sara, so Tom has 3 * 7 = 21 apples.";
    private const string Wrong = "Sara has 7 apples.\n\nTom has 3 times as many apples as Sara, so Tom has 3 * 7 = 24 apples.";

    [Fact]
    public async Task Compare_RightAndWrongStep_PrefersTheRightOneInEitherOrder()
    {
        var plugin = new ComparePlugin(model.Client);

        var comparison = await plugin.CompareAsync(BuiltInModel.Question, Right, Wrong);
        var reversed = await plugin.CompareAsync(BuiltInModel.Question, Wrong, Right);

        Assert.Equal((PreferredAnswer.First, PreferredAnswer.Second), (comparison.Preferred, reversed.Preferred));
        Assert.Equal(PreferredAnswer.Neither, comparison.Shorter);
        Assert.Equal(comparison.MeanDifference, -reversed.MeanDifference, 0.01);
        Assert.False(comparison.IsOnlyLength);
    }

    [Fact]
    public async Task Compare_AnswerWithItself_PrefersNeither()
    {
        var comparison = await new ComparePlugin(model.Client).CompareAsync(BuiltInModel.Question, Right, Right);

        Assert.Equal(PreferredAnswer.Neither, comparison.Preferred);
    }

    [Fact]
    public async Task Compare_PrefixOfTheSameAnswer_IsOnlyLength()
    {
        // A slip in the first step, so that the total is clearly below 0; what follows it costs hardly anything.
        const string Slip = "Sara has 9 apples.";

        var comparison = await new ComparePlugin(model.Client).CompareAsync(BuiltInModel.Question, $"{Slip}\n\nTom has 3 times as many apples as Sara, so Tom has 3 * 9 = 28 apples.", Slip);

        Assert.Equal((PreferredAnswer.First, PreferredAnswer.Second, PreferredAnswer.Second), (comparison.Preferred, comparison.PreferredByTotal, comparison.Shorter));
        Assert.True(comparison.IsOnlyLength);
        Assert.Contains("The total prefers the second answer for its length only.", comparison.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CompareAnswers_TellsPreferenceMeansTotalsAndThatItIsNotTruth()
    {
        var lines = (await new ComparePlugin(model.Client).CompareAnswersAsync(BuiltInModel.Question, Wrong, Right)).Split('\n');

        Assert.StartsWith("The second answer is preferred: the mean log-probability per token is -", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("the answers are as long as each other.", lines[1], StringComparison.Ordinal);
        Assert.Equal("Preferred means more probable to this model, not right.", lines[^1]);
    }

    [Fact]
    public async Task Compare_ModelThatCannotScore_ThrowsAndSaysSoToTheModel()
    {
        var plugin = new ComparePlugin(new OtherModel("No."));

        var error = await Assert.ThrowsAsync<ScoringNotSupportedException>(() => plugin.CompareAsync("Why?", "A.", "B."));

        Assert.Equal(error.Message, await plugin.CompareAnswersAsync("Why?", "A.", "B."));
    }

    [Theory]
    [InlineData("", "A.", "B.")]
    [InlineData("Why?", "", "B.")]
    [InlineData("Why?", "A.", " ")]
    public async Task Compare_NothingGiven_ThrowsAndSaysSoToTheModel(string question, string first, string second)
    {
        var plugin = new ComparePlugin(model.Client);

        await Assert.ThrowsAsync<ArgumentException>(() => plugin.CompareAsync(question, first, second));
        Assert.StartsWith("There is nothing to compare", await plugin.CompareAnswersAsync(question, first, second), StringComparison.Ordinal);
    }
}
