using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace SKReasoning.Evaluation.Tests.Statistics;

public class RocAreaTests
{
    [Fact]
    public void Of_FewAnswers_CountsPairs()
    {
        // 3 of 4 pairs in order, one of them a tie that counts half.
        ScoredAnswer[] answers = [new(0.9, true), new(0.4, true), new(0.4, false), new(0.1, false)];

        Assert.Equal(3.5 / 4, RocArea.Of(answers));
        Assert.Equal(1, RocArea.Of([new(2, true), new(1, false)]));
        Assert.Equal(0, RocArea.Of([new(double.NaN, true), new(double.NegativeInfinity, false)]));
        Assert.Equal(double.NaN, RocArea.Of([new(1, true), new(0, true)]));
        Assert.Equal(double.NaN, RocArea.Of([]));
    }

    [Fact]
    public void DeLong_ScoresWithTies_EqualsTheDefinitionOverPairs()
    {
        var random = new Random(3);
        ScoredAnswer[] answers = [.. Answers(random, 90, separation: 0.8).Select(answer => answer with { Score = Math.Round(answer.Score, 1) })];
        var right = answers.Where(answer => answer.IsRight).ToArray();
        var wrong = answers.Where(answer => !answer.IsRight).ToArray();
        double[] below = [.. right.Select(one => wrong.Average(other => Order(one, other)))];
        double[] above = [.. wrong.Select(other => right.Average(one => Order(one, other)))];
        var reach = Normal.InvCDF(0, 1, 0.95) * Math.Sqrt((below.Variance() / below.Length) + (above.Variance() / above.Length));

        var estimate = RocArea.DeLong(answers, level: 0.9);

        Assert.Equal(RocArea.Of(answers), estimate.Value, 1e-12);
        Assert.Equal(below.Average() - reach, estimate.Low, 1e-12);
        Assert.Equal(below.Average() + reach, estimate.High, 1e-12);

        static double Order(ScoredAnswer one, ScoredAnswer other) => one.Score > other.Score ? 1 : one.Score == other.Score ? 0.5 : 0;
    }

    [Fact]
    public void DeLong_Binary_IsTheSumOfTwoProportions()
    {
        // A score of 0 or 1 has area ½ + (sensitivity + specificity − 1)/2, and its variance follows from two shares.
        ScoredAnswer[] answers = [.. Repeat(30, 1, true), .. Repeat(10, 0, true), .. Repeat(5, 1, false), .. Repeat(20, 0, false)];

        var estimate = RocArea.DeLong(answers);

        var reach = 1.959963985 * Math.Sqrt(((0.75 * 0.25 / 39) + (0.8 * 0.2 / 24)) / 4);
        Assert.Equal((0.75 + 0.8) / 2, estimate.Value, 1e-12);
        Assert.Equal(estimate.Value + reach, estimate.High, 1e-9);
        Assert.Equal(estimate.Value - reach, estimate.Low, 1e-9);

        static IEnumerable<ScoredAnswer> Repeat(int count, double score, bool isRight) => Enumerable.Repeat(new ScoredAnswer(score, isRight), count);
    }

    [Fact]
    public void DeLong_TooFewOfOneKind_HasNoEnds()
    {
        var estimate = RocArea.DeLong([new(1, true), new(0, false), new(0.5, false)]);

        Assert.Equal("1.000 [–, –]", estimate.ToString());
    }

    [Fact]
    public void DeLong_ManySamples_CoversTheTrueArea()
    {
        var random = new Random(5);
        const int Samples = 600;

        var covered = Enumerable.Range(0, Samples).Count(_ => RocArea.DeLong(Answers(random, 100, separation: 1)).Contains(Normal.CDF(0, 1, 1 / Math.Sqrt(2))));

        Assert.InRange(covered / (double)Samples, 0.91, 0.98);
    }

    [Fact]
    public void DeLongTest_OneScoreTwice_HasNoDifference()
    {
        var answers = Answers(new Random(7), 50, separation: 1);
        double[] scores = [.. answers.Select(answer => answer.Score)];
        bool[] isRight = [.. answers.Select(answer => answer.IsRight)];

        var same = RocArea.DeLongTest(scores, [.. scores.Select(Math.Exp)], isRight);

        Assert.Equal(new Comparison(new Estimate(0, 0, 0), 1), same);
        Assert.Throws<ArgumentException>(() => RocArea.DeLongTest(scores, scores[1..], isRight));
    }

    [Fact]
    public void DeLongTest_UnrelatedScores_AddsTheirVariances()
    {
        var random = new Random(9);
        var answers = Answers(random, 4000, separation: 1);
        double[] noise = [.. answers.Select(_ => random.NextDouble())];
        bool[] isRight = [.. answers.Select(answer => answer.IsRight)];

        var difference = RocArea.DeLongTest([.. answers.Select(answer => answer.Score)], noise, isRight).Difference;

        var (one, other) = (RocArea.DeLong(answers), RocArea.DeLong([.. noise.Zip(isRight, (score, right) => new ScoredAnswer(score, right))]));
        Assert.Equal(one.Value - other.Value, difference.Value, 1e-12);
        var expected = Math.Sqrt(Math.Pow(one.High - one.Low, 2) + Math.Pow(other.High - other.Low, 2));
        Assert.Equal(1, (difference.High - difference.Low) / expected, 0.05);
    }

    [Fact]
    public void ByProblem_EachAnswerItsOwn_IsNearDeLong()
    {
        var answers = Answers(new Random(13), 300, separation: 1);
        int[] problems = [.. Enumerable.Range(0, answers.Length)];

        var (drawn, delong) = (RocArea.ByProblem(answers, problems, new BootstrapOptions { Resamples = 1000 }), RocArea.DeLong(answers));

        Assert.Equal(delong.Value, drawn.Value, 1e-12);
        Assert.Equal(delong.Low, drawn.Low, 0.012);
        Assert.Equal(delong.High, drawn.High, 0.012);
    }

    [Fact]
    public void ByProblem_AnswersRepeated_IsAsLongAsWithoutRepeats()
    {
        var answers = Answers(new Random(15), 100, separation: 1);
        int[] problems = [.. Enumerable.Range(0, answers.Length)];
        var options = new BootstrapOptions { Resamples = 300 };

        var once = RocArea.ByProblem(answers, problems, options);
        var thrice = RocArea.ByProblem([.. answers, .. answers, .. answers], [.. problems, .. problems, .. problems], options);

        Assert.Equal(once.Low, thrice.Low, 1e-12);
        Assert.Equal(once.High, thrice.High, 1e-12);
        Assert.Throws<ArgumentException>(() => RocArea.ByProblem(answers, problems[1..]));
    }

    private static ScoredAnswer[] Answers(Random random, int count, double separation)
        => [.. Enumerable.Range(0, count).Select(i => new ScoredAnswer(Normal.Sample(random, i % 5 < 3 ? separation : 0, 1), i % 5 < 3))];
}
