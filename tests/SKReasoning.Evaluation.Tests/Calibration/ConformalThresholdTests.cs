namespace SKReasoning.Evaluation.Tests.Calibrating;

public class ConformalThresholdTests
{
    [Theory]
    [InlineData(58, 0.05, null)]
    [InlineData(59, 0.05, 0)]
    [InlineData(92, 0.05, 0)]
    [InlineData(93, 0.05, 1)]
    [InlineData(28, 0.1, null)]
    [InlineData(29, 0.1, 0)]
    public void Find_WrongAnswers_AllowsAsManyAsTheExactBoundDoes(int wrong, double rate, int? accepted)
    {
        var (scores, answers) = Draw(new Random(1), wrong);

        Assert.Equal(accepted, ConformalThreshold.Find(scores, answers, rate, 0.95)?.AcceptedWrong);
    }

    [Fact]
    public void Find_ManyDraws_BreaksTheBoundAsOftenAsItSays()
    {
        const int Draws = 4000;
        var random = new Random(2);
        var broken = 0;
        for (var i = 0; i < Draws; i++)
        {
            // Scores are uniform, so the share of all wrong answers that a threshold accepts is known.
            var (scores, answers) = Draw(random, 120);
            broken += 1 - ConformalThreshold.Find(scores, answers, 0.1, 0.95)!.Probability > 0.1 ? 1 : 0;
        }

        // P(Binomial(120, 0.1) ≤ 6) = 0.039 is the largest below 0.05; three standard errors are 0.009.
        Assert.InRange((double)broken / Draws, 0.03, 0.05);
    }

    [Fact]
    public void Find_SeveralAnswersToAProblem_CountOnce()
    {
        var (scores, answers) = Draw(new Random(3), 40);

        Assert.Equal(40, ConformalThreshold.Find([.. scores, .. scores], [.. answers, .. answers], 0.1, 0.95)!.HeldOutWrong);
    }

    [Fact]
    public void Find_Ties_AreAllRejected()
    {
        var (_, answers) = Draw(new Random(4), 60);

        var threshold = ConformalThreshold.Find([.. answers.Select(_ => (double?)0.7)], answers, 0.2, 0.95)!;

        Assert.Equal((0, true), (threshold.AcceptedWrong, threshold.Probability > 0.7));
    }

    [Fact]
    public void Find_UnscoredAnswers_AreNeverAccepted()
    {
        var (_, answers) = Draw(new Random(5), 60);

        Assert.Equal(0, ConformalThreshold.Find(new double?[60], answers, 0.2, 0.95)!.AcceptedWrong);
    }

    private static (double?[] Scores, LabelledTrace[] Answers) Draw(Random random, int wrong)
        => ([.. Enumerable.Range(0, wrong).Select(_ => (double?)random.NextDouble())], [.. Enumerable.Range(0, wrong).Select(i => new LabelledTrace($"{i}", new FeatureSet(), false, []))]);
}
