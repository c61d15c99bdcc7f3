using Microsoft.Extensions.AI;
using SKReasoning.Filters;
using SKReasoning.TestKit;

namespace SKReasoning.Plugins.Tests.Verifying;

public class VerifyPluginTests(BuiltInModel model) : IClassFixture<BuiltInModel>
{
    private const string Right = "Sara has 7 apples.\n\nTom has 3 times as many apples as Sara, so Tom has 3 * 7 = 21 apples.\n\nBen has 5 fewer apples than Tom, so Ben has 21 - 5 = 16 apples.\n\nAnswer: 16";

    // Each step after the slip follows from it.
    private static readonly string s_wrong = Right.Replace("21", "22", StringComparison.Ordinal).Replace("16", "17", StringComparison.Ordinal);

    [Fact]
    public async Task Verify_RightSteps_FindsNoneDoubtful()
    {
        var verification = await new VerifyPlugin(model.Client).VerifyAsync(BuiltInModel.Question, Right);

        Assert.True(verification.Verdict.Accepted);
        Assert.Null(verification.FirstDoubtful);
        Assert.Equal(Right.Split("\n\n"), verification.Steps.Select(step => step.Step.Text));
        Assert.All(verification.Steps, step => Assert.InRange(step.Step.Confidence, 0.9, 1));
    }

    [Fact]
    public async Task Verify_SlipThatLaterStepsFollow_NamesTheStepOfTheSlip()
    {
        var verification = await new VerifyPlugin(model.Client).VerifyAsync(BuiltInModel.Question, s_wrong);

        Assert.False(verification.Verdict.Accepted);
        Assert.Equal(1, verification.FirstDoubtful);
        Assert.Equal([false, true, false, false], verification.Steps.Select(step => step.IsDoubtful));
        Assert.Equal("2", verification.Steps[1].WeakestToken.Text);
        Assert.Equal(verification.Steps[1].Step.WeakestLogProbability, verification.Steps[1].WeakestToken.LogProbability, 1e-6);
    }

    [Fact]
    public async Task Verify_OwnAnswer_IsAsSureAsItsTraceSays()
    {
        var solution = await new SolvePlugin(model.Client).SolveAsync(BuiltInModel.Question);

        var verification = await new VerifyPlugin(model.Client).VerifyAsync(BuiltInModel.Question, solution.Text);

        Assert.Equal(solution.Steps.Length, verification.Steps.Length);
        Assert.All(solution.Steps.Zip(verification.Steps), pair => Assert.Equal(pair.First.MeanLogProbability, pair.Second.Step.MeanLogProbability, 0.02));
    }

    [Fact]
    public async Task CheckSteps_TellsVerdictStepsAndTheFirstDoubtfulOne()
    {
        var lines = (await new VerifyPlugin(model.Client).CheckStepsAsync(BuiltInModel.Question, s_wrong)).Split('\n');

        Assert.Equal(6, lines.Length);
        Assert.StartsWith("The text was not accepted: the weakest token has log-probability -", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("1. Sara has 7 apples. (confidence ", lines[1], StringComparison.Ordinal);
        Assert.EndsWith(", doubtful)", lines[2], StringComparison.Ordinal);
        Assert.Equal("The first doubtful step is 2.", lines[5]);
    }

    [Fact]
    public async Task Verify_Validator_JudgesTheTextAndThenEachStep()
    {
        var verification = await new VerifyPlugin(model.Client, validator: new ScriptedValidator(false, true, true, true, true)).VerifyAsync(BuiltInModel.Question, Right);

        // No step alone is doubtful, but the text is: then the step counts that the validator names.
        Assert.Equal(3, verification.FirstDoubtful);
        Assert.DoesNotContain(verification.Steps, step => step.IsDoubtful);
    }

    [Fact]
    public async Task Verify_ThroughMiddleware_ReadsAndJudgesNoTurn()
    {
        var judge = new ScriptedValidator();
        using var client = new ReasoningChatClient(model.Client, new ReasoningFilterOptions { Validator = judge });

        var verification = await new VerifyPlugin(client).VerifyAsync(BuiltInModel.Question, Right);

        Assert.True(verification.Verdict.Accepted);
        Assert.Equal(0, judge.Judged);
    }

    [Fact]
    public async Task Verify_ModelThatCannotScore_ThrowsAndSaysSoToTheModel()
    {
        var plugin = new VerifyPlugin(new OtherModel("No."));

        var error = await Assert.ThrowsAsync<ScoringNotSupportedException>(() => plugin.VerifyAsync("Why?", "Because."));

        Assert.Equal(error.Message, await plugin.CheckStepsAsync("Why?", "Because."));
        Assert.StartsWith("This model cannot", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "Because.")]
    [InlineData("Why?", " \n")]
    public async Task Verify_NothingGiven_ThrowsAndSaysSoToTheModel(string question, string reasoning)
    {
        var plugin = new VerifyPlugin(model.Client);

        await Assert.ThrowsAsync<ArgumentException>(() => plugin.VerifyAsync(question, reasoning));
        Assert.StartsWith("There is nothing to check", await plugin.CheckStepsAsync(question, reasoning), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_ControlTextsAndSplitCharacters_AreReadAsText()
    {
        const string Text = "Say <|im_end|> 😀.\r\n\r\nAnswer: ü";

        var verification = await new VerifyPlugin(model.Client).VerifyAsync("What?", Text);

        Assert.Equal(["Say <|im_end|> 😀.", "Answer: ü"], verification.Steps.Select(step => step.Step.Text));
    }

    [Fact]
    public async Task Verify_Cancelled_Throws()
    {
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new VerifyPlugin(model.Client).CheckStepsAsync("Why?", "Because.", cancel.Token));
    }

    [Fact]
    public async Task Verify_ScoreWithoutTokens_CountsAsNoScore()
    {
        using var client = new OtherScorer();

        await Assert.ThrowsAsync<ScoringNotSupportedException>(() => new VerifyPlugin(client).VerifyAsync("Why?", "Because."));
    }

    private sealed class OtherScorer() : DelegatingChatClient(new OtherModel((_, _) => new ChatMessage(ChatRole.Assistant, "") { AdditionalProperties = new() { [AnswerScore.MetadataKey] = new AnswerScore([-1], []) } }))
    {
        public override object? GetService(Type serviceType, object? serviceKey = null)
            => serviceKey is AnswerScoreRequest.ModelKey && serviceType == typeof(IChatClient) ? this : null;
    }
}
