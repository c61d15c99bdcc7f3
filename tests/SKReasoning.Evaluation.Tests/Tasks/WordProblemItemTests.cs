namespace SKReasoning.Evaluation.Tests.Tasks;

public class WordProblemItemTests
{
    [Fact]
    public void Draw_SameSeed_GivesTheSameProblemsAndASmallerSetBeginsTheLarger()
    {
        var items = WordProblemItem.Draw(7, 12, [2, 5]);

        Assert.Equal(items.Take(5).Select(item => (item.Id, item.Question, item.Problem.Answer)), WordProblemItem.Draw(7, 5, [2, 5]).Select(item => (item.Id, item.Question, item.Problem.Answer)));
        Assert.NotEqual(items.Select(item => item.Question), WordProblemItem.Draw(8, 12, [2, 5]).Select(item => item.Question));
        Assert.Equal([2, 5, 2], items.Take(3).Select(item => item.Difficulty));
        Assert.Equal(["word-7-1", "word-7-2"], items.Take(2).Select(item => item.Id));
    }

    [Fact]
    public void IsRight_LastLine_Decides()
    {
        var item = WordProblemItem.Draw(7, 1, [2])[0];
        var answer = item.Problem.Answer;

        Assert.True(item.IsRight(GivenAnswer.Of($"Sara has 7.\n\nAnswer: {answer}")));
        Assert.False(item.IsRight(GivenAnswer.Of($"Answer: {answer}\n\nAnswer: {answer + 1}")));
        Assert.False(item.IsRight(GivenAnswer.Of($"{answer}")));
        Assert.True(item.IsStepTrue($"Answer: {answer}"));
        Assert.Null(item.IsStepTrue("Let me see."));
        Assert.Equal($"{answer}", item.VoteOf(GivenAnswer.Of($"Answer: {answer}")));
    }

    [Fact]
    public void Draw_NothingToDraw_Throws()
    {
        Assert.Throws<ArgumentException>(() => WordProblemItem.Draw(1, 4, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => WordProblemItem.Draw(1, 0, [2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => WordProblemItem.Draw(1, 1, [40], distractors: 20));
    }
}
