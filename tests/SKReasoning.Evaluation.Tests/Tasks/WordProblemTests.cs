
namespace SKReasoning.Evaluation.Tests.Tasks;

public class WordProblemTests
{
    private static readonly WordProblem s_problem = new(
        "Tom has 3 times as many apples as Sara. Sara has 7 apples. How many apples does Tom have?",
        "Tom",
        1,
        new Dictionary<string, int> { ["Tom"] = 21, ["Sara"] = 7 });

    [Theory]
    [InlineData("Sara has 7 apples.\n\nTom has 3 * 7 = 21 apples.\n\nAnswer: 21", true)]
    [InlineData("Answer: 21\n", true)]
    [InlineData("Answer: 22", false)]
    [InlineData("Answer: 210", false)]
    [InlineData("Answer: 21 apples", false)]
    [InlineData("Answer: 21\n\nAnswer: 22", false)]
    [InlineData("Answer: 99999999999999999999", false)]
    [InlineData("Tom has 3 * 7 = 21 apples.", false)]
    [InlineData("", false)]
    public void IsSolvedBy_Text_LooksAtTheLastAnswer(string text, bool expected) => Assert.Equal(expected, s_problem.IsSolvedBy(text));

    [Theory]
    [InlineData("Sara has 7 apples.", true)]
    [InlineData("Sara has 8 apples.", false)]
    [InlineData("Tom has 3 times as many apples as Sara, so Tom has 3 * 7 = 21 apples.", true)]
    [InlineData("Tom has 3 times as many apples as Sara, so Tom has 3 * 7 = 22 apples.", false)]
    [InlineData("Ben has 7 apples.", false)]
    [InlineData("Reason 2: Tom has 3 times as many apples as Sara. 3 * 7 = 21. Tom has 21.", true)]
    [InlineData("Reason 2: Tom has 3 times as many apples as Sara. 3 * 8 = 24. Tom has 24.", false)]
    [InlineData("Answer: 21", true)]
    [InlineData("Answer: 7", false)]
    [InlineData("Plan 2: find how many apples Tom has.", null)]
    [InlineData("Tom has 3 times as many apples as Sara.", null)]
    public void IsTrue_Step_ComparesWhatItEndsWith(string step, bool? expected) => Assert.Equal(expected, s_problem.IsTrue(step));
}
