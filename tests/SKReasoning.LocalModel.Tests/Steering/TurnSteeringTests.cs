using SKReasoning.LocalModel.Prompts;
using SKReasoning.LocalModel.Steering;

namespace SKReasoning.LocalModel.Tests.Steering;

public class TurnSteeringTests(BuiltInModelFixture fixture) : IClassFixture<BuiltInModelFixture>
{
    private Vocabulary Vocabulary => fixture.Model.Vocabulary;

    [Theory]
    [InlineData("Plan 1: a\nReason 1: b\n\nAnswer: 7\n\n", false)]
    [InlineData("Plan 1: a\nReason 1: b\n\nAnswer: 7", true)]
    [InlineData("Plan 1: a\nReason 1: b", true)]
    public void Permits_AnotherPlan_NotAfterTheAnswer(string written, bool expected)
    {
        var steering = Steering(written);

        Assert.Equal(expected, steering.Permits(Vocabulary.TokenizeLine("Plan 2:")[0]));
        Assert.True(steering.Permits(Vocabulary.EndToken));
    }

    [Fact]
    public void MaskedTokens_InAReason_HideTheQuestionAndThePlan()
    {
        var steering = Steering("Plan 1: find it.\nReason 1: so");

        var masked = steering.MaskedTokens();

        int[] plain = [.. Prompt().Tokens, .. Vocabulary.Tokenize("Plan 1: find it.\nReason 1: so", parseSpecial: false)];
        Assert.Equal(plain.Length, masked.Count);
        var hidden = Enumerable.Range(0, plain.Length).Where(i => plain[i] != masked[i]).Select(i => plain[i]);
        // The full stop may be one token with the line feed.
        Assert.Equal("Question? find it.", string.Concat(hidden.Select(Vocabulary.Text)).TrimEnd());
    }

    private Prompt Prompt()
    {
        int[] question = Vocabulary.Tokenize("Question?", parseSpecial: false);
        return new Prompt([5, .. question, 6], StartsInThought: false, [new TokenRange(1, question.Length)]);
    }

    private TurnSteering Steering(string written)
    {
        var steering = new TurnSteering(new AnchorRequest(), Vocabulary, Prompt(), firstStep: 1, isContinued: false, callOpening: [], measures: false);
        foreach (var token in Vocabulary.Tokenize(written, parseSpecial: false))
        {
            steering.Take(token, Vocabulary.Text(token), CallPhase.Outside);
        }

        return steering;
    }
}
