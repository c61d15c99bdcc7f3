namespace SKReasoning.Evaluation.Tests.Tasks;

public class AnswerCheckTests
{
    [Theory]
    [InlineData("Paris", true)]
    [InlineData("Let me think.\n\nThe capital is Paris.\n\n", true)]
    [InlineData("Answer: *paris*", true)]
    [InlineData("Paris\nor Rome", false)]
    [InlineData("Comparis", false)]
    [InlineData("", false)]
    public void Exact_LastLine_DecidesWithoutCaseAndPunctuation(string text, bool isRight)
        => Assert.Equal(isRight, AnswerCheck.Exact("\"Paris\"")(text));

    [Theory]
    [InlineData("1,000,000.5", 1_000_000.5, true)]
    [InlineData("from 5 to -3", -3, true)]
    [InlineData("from 5 to 3", -3, false)]
    [InlineData("no number", 0, false)]
    [InlineData("999999999999999999999999999999999", 1e33, true)]
    [InlineData("1000000.5", 1_000_000, true)]
    [InlineData("1000001.5", 1_000_000, false)]
    public void Numeric_LastNumber_Decides(string text, double expected, bool isRight)
        => Assert.Equal(isRight, AnswerCheck.Numeric(expected)(text));

    [Fact]
    public void Numeric_Tolerance_IsRelativeAboveOneAndAbsoluteBelow()
    {
        Assert.True(AnswerCheck.Numeric(200, 0.01)("202"));
        Assert.False(AnswerCheck.Numeric(200, 0.01)("202.1"));
        Assert.True(AnswerCheck.Numeric(0, 0.01)("0.01"));
        Assert.False(AnswerCheck.Numeric(0, 0.01)("0.02"));
        Assert.True(AnswerCheck.Numeric(3, 0)("3"));
    }

    [Theory]
    [InlineData("5", "It is 5.0", true)]
    [InlineData("1,234", "1234", true)]
    [InlineData("-.5", "-0.5", true)]
    [InlineData("Infinity", "7", false)]
    [InlineData("Infinity", "infinity", true)]
    [InlineData("1,2", "12", false)]
    [InlineData("1,2", "It is 1,2", true)]
    public void For_NumbersAreComparedByValueAndTheRestAsText(string expected, string text, bool isRight)
        => Assert.Equal(isRight, AnswerCheck.For(expected)(text));

    [Theory]
    [InlineData("so\nAnswer: 1,234.", "1234")]
    [InlineData("5 or 6\n\n  Done !  ", "done")]
    [InlineData("", "")]
    [InlineData("2 + 3 = 5", "5")]
    public void FinalAnswer_Of_IsTheLastLinesLastNumberOrTheLine(string text, string answer) => Assert.Equal(answer, FinalAnswer.Of(text));

    [Theory]
    [InlineData("5 apples\nand a pear", 5.0)]
    [InlineData("12.50 $", 12.5)]
    [InlineData("none", null)]
    public void FinalAnswer_NumberOf_IsTheTextsLastNumber(string text, double? number) => Assert.Equal(number, FinalAnswer.NumberOf(text));
}
