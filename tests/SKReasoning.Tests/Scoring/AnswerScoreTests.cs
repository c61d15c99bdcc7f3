namespace SKReasoning.Tests.Scoring;

public class AnswerScoreTests
{
    [Fact]
    public void ToTrace_TokensOfTwoParagraphs_AreTwoSteps()
    {
        var score = Score(("One", -.1f), (" thing", -.3f), ("\n\n", -.2f), ("Answer", -2f), (": 2", -1f));

        var trace = score.ToTrace();

        Assert.Equal(["One thing", "Answer: 2"], trace.Steps.Select(step => step.Text));
        Assert.Equal([(0, 3), (3, 2)], trace.Steps.Select(step => (step.FirstToken, step.TokenCount)));
        Assert.Equal([-.2, -1.5], trace.Steps.Select(step => Math.Round(step.MeanLogProbability, 6)));
        Assert.Equal([-.3, -2], trace.Steps.Select(step => Math.Round(step.WeakestLogProbability, 6)));
        Assert.Equal(score.Mean, trace.MeanLogProbability, 1e-9);
        Assert.Equal((3, 1), (trace.WeakestToken, trace.StepOf(trace.WeakestToken)));
        Assert.Equal([0, 1, 2, 3, 4], trace.Tokens.Select(token => token.Id));
        Assert.All(trace.Steps, step => Assert.Equal(.5, step.MeanEntropy, 1e-6));
    }

    [Fact]
    public void ToTrace_Heading_GivesItsKind()
        => Assert.Equal([StepKind.Plan, StepKind.Reason], Score(("Plan", 0), (" 1: look\n", 0), ("Reason", 0), (" 1: see", 0)).ToTrace().Steps.Select(step => step.Kind));

    [Fact]
    public void ToTrace_OpenHeadingAtTheEnd_BelongsToTheStepBefore()
        => Assert.Equal(["All\nPlan"], Score(("All\n", 0), ("Plan", 0)).ToTrace().Steps.Select(step => step.Text));

    [Fact]
    public void ToTrace_ScoreWithoutTokens_IsEmpty()
    {
        var trace = new AnswerScore([-1, -2], []).ToTrace();

        Assert.Empty(trace.Tokens);
        Assert.Empty(trace.Steps);
    }

    private static AnswerScore Score(params (string Text, float LogProbability)[] tokens)
        => new([.. tokens.Select(token => token.LogProbability)], []) { Tokens = [.. tokens.Select((token, id) => new ScoredToken(id, token.Text, token.LogProbability, .5f))] };
}
