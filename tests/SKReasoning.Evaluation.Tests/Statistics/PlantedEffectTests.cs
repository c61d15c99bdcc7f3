using MathNet.Numerics.Distributions;

namespace SKReasoning.Evaluation.Tests.Statistics;

/// <summary>Over many simulated evaluations an effect that was planted is found as often as predicted, and one that was not is found no more often than stated.</summary>
public class PlantedEffectTests
{
    private const double Alpha = 0.05;
    private const int Evaluations = 2000;

    [Theory]
    [InlineData(200, 0.14, 0.06, McNemarMethod.Exact)]
    [InlineData(200, 0.14, 0.06, McNemarMethod.MidP)]
    [InlineData(120, 0.05, 0.2, McNemarMethod.Exact)]
    public void McNemar_PlantedDifference_IsFoundAsOftenAsThePowerSays(int items, double won, double lost, McNemarMethod method)
    {
        var simulation = new SimulatedEvaluation(seed: 31);

        var found = Share(() => simulation.Pairs(items, won, lost).McNemar(method) <= Alpha);

        AssertNear(McNemarPower.Of(items, won, lost, Alpha, method), found, Evaluations);
    }

    [Fact]
    public void McNemar_AsManyItemsAsNeeded_FindsFourInFive()
    {
        var simulation = new SimulatedEvaluation(seed: 32);
        var items = McNemarPower.Items(0.14, 0.06);

        var found = Share(() => simulation.Pairs(items, 0.14, 0.06).McNemar() <= Alpha);

        AssertNear(0.8, found, Evaluations, approximation: 0.005);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(200)]
    public void McNemar_NoDifference_IsFoundNoMoreOftenThanStated(int items)
    {
        var simulation = new SimulatedEvaluation(seed: 33);

        var found = Share(() => simulation.Pairs(items, 0.1, 0.1).McNemar() <= Alpha);

        AssertNear(McNemarPower.Of(items, 0.1, 0.1), found, Evaluations);
        AssertAtMost(Alpha, found, Evaluations);
    }

    [Fact]
    public void PairedDifference_PlantedDifference_IsCoveredByBothIntervals()
    {
        var simulation = new SimulatedEvaluation(seed: 34);
        var options = new BootstrapOptions { Resamples = 200 };
        var (closed, drawn) = (0, 0);
        const int Drawn = 400;
        for (var i = 0; i < Drawn; i++)
        {
            var pairs = simulation.Pairs(150, 0.14, 0.06);
            double[] differences = [.. Enumerable.Repeat(1.0, pairs.Won), .. Enumerable.Repeat(-1.0, pairs.Lost), .. new double[pairs.Both + pairs.Neither]];
            closed += pairs.Difference().Contains(0.08) ? 1 : 0;
            drawn += Bootstrap.Difference(differences, new double[150], options).Contains(0.08) ? 1 : 0;
        }

        AssertNear(0.95, closed / (double)Drawn, Drawn);
        AssertNear(0.945, drawn / (double)Drawn, Drawn);
    }

    [Fact]
    public void Holm_SixArmsWithoutAnyDifference_ErrsTogetherNoMoreOftenThanStated()
    {
        var simulation = new SimulatedEvaluation(seed: 35);
        var (adjusted, plain) = (0, 0);
        for (var i = 0; i < Evaluations; i++)
        {
            var family = simulation.Family(150, arms: 6, won: 0.1, lost: 0.1);
            adjusted += Holm.Adjust(family).Min() <= Alpha ? 1 : 0;
            plain += family.Min() <= Alpha ? 1 : 0;
        }

        AssertAtMost(Alpha, adjusted / (double)Evaluations, Evaluations);
        Assert.InRange(plain / (double)Evaluations, 0.12, 0.3);
    }

    [Fact]
    public void Holm_OneOfSixArmsIsBetter_IsFoundAndTheOthersAreNot()
    {
        var simulation = new SimulatedEvaluation(seed: 36);
        var (found, erred) = (0, 0);
        for (var i = 0; i < Evaluations; i++)
        {
            var adjusted = Holm.Adjust(simulation.Family(200, arms: 6, won: 0.19, lost: 0.05));
            found += adjusted[0] <= Alpha ? 1 : 0;
            erred += adjusted[1..].Min() <= Alpha ? 1 : 0;
        }

        // Between Bonferroni's power and that without adjustment.
        Assert.InRange(
            found / (double)Evaluations,
            McNemarPower.Of(200, 0.19, 0.05, Alpha / 6) - Slack(0.9, Evaluations),
            McNemarPower.Of(200, 0.19, 0.05, Alpha));
        AssertAtMost(Alpha, erred / (double)Evaluations, Evaluations);
    }

    [Fact]
    public void DeLongTest_SameAreas_DifferNoMoreOftenThanStated()
    {
        var simulation = new SimulatedEvaluation(seed: 37);

        var found = Share(() => simulation.Areas(150, 1, 1).PValue <= Alpha);

        AssertNear(Alpha, found, Evaluations);
    }

    [Fact]
    public void DeLongTest_PlantedDifference_IsFoundAsOftenAsItsErrorSays()
    {
        var simulation = new SimulatedEvaluation(seed: 38);
        var planted = Normal.CDF(0, 1, 1.2 / Math.Sqrt(2)) - Normal.CDF(0, 1, 0.7 / Math.Sqrt(2));
        var comparisons = Enumerable.Range(0, Evaluations).Select(_ => simulation.Areas(150, 1.2, 0.7)).ToArray();

        AssertNear(Power(planted, comparisons.Select(comparison => comparison.Difference)), comparisons.Average(comparison => comparison.PValue <= Alpha ? 1.0 : 0), Evaluations, 0.01);
        Assert.Equal(planted, comparisons.Average(comparison => comparison.Difference.Value), 0.005);
    }

    [Fact]
    public void EqualTokens_ArmThatOnlySpendsMore_IsFoundNoMoreOftenThanStated()
    {
        var simulation = new SimulatedEvaluation(seed: 39);
        var options = new BootstrapOptions { Resamples = 300 };
        var (equal, values, dearer) = (0, 0, 0.0);
        const int Drawn = 500;
        for (var i = 0; i < Drawn; i++)
        {
            var (arm, budgets) = simulation.Tokens(200, effect: 0);
            var comparison = EqualTokens.Compare(arm, budgets, options);
            equal += comparison.Difference.Contains(0) ? 0 : 1;
            values += comparison.PValue <= Alpha ? 1 : 0;
            dearer += EqualTokens.Compare(arm, budgets[..1], options with { Resamples = 1 }).Difference.Value / Drawn;
        }

        AssertAtMost(Alpha, equal / (double)Drawn, Drawn);
        AssertAtMost(Alpha, values / (double)Drawn, Drawn);
        Assert.Equal(0.15, dearer, 0.01);
    }

    [Fact]
    public void EqualTokens_ArmThatIsBetterAtItsTokens_IsFoundAsOftenAsItsErrorSays()
    {
        var simulation = new SimulatedEvaluation(seed: 40);
        var options = new BootstrapOptions { Resamples = 200 };
        var comparisons = Enumerable.Range(0, 400).Select(_ => simulation.Tokens(200, effect: 0.1))
            .Select(drawn => EqualTokens.Compare(drawn.Arm, drawn.Budgets, options)).ToArray();

        Assert.Equal(0.1, comparisons.Average(comparison => comparison.Difference.Value), 0.01);
        AssertNear(
            Power(0.1, comparisons.Select(comparison => comparison.Difference)),
            comparisons.Average(comparison => comparison.Difference.Contains(0) ? 0.0 : 1), comparisons.Length, 0.02);
        Assert.DoesNotContain(comparisons, comparison => comparison.IsOutsideBudgets);
    }

    // What a test of a normal estimate with intervals of this length finds.
    private static double Power(double effect, IEnumerable<Estimate> estimates)
    {
        var error = estimates.Average(estimate => estimate.High - estimate.Low) / (2 * 1.959964);
        return Normal.CDF(0, 1, (effect / error) - 1.959964) + Normal.CDF(0, 1, -(effect / error) - 1.959964);
    }

    private static double Share(Func<bool> isFound) => Enumerable.Range(0, Evaluations).Count(_ => isFound()) / (double)Evaluations;

    // One true rate in a thousand falls outside.
    private static double Slack(double rate, int evaluations) => 3.3 * Math.Sqrt(rate * (1 - rate) / evaluations);

    private static void AssertNear(double expected, double found, int evaluations, double approximation = 0)
        => Assert.Equal(expected, found, Slack(expected, evaluations) + approximation);

    private static void AssertAtMost(double rate, double found, int evaluations) => Assert.InRange(found, 0, rate + Slack(rate, evaluations));
}
