using MathNet.Numerics.Distributions;

namespace SKReasoning.Evaluation.Tests.Statistics;

/// <summary>Draws evaluations of which the truth is known.</summary>
internal sealed class SimulatedEvaluation(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>Pairs that the arm wins and loses at these rates; the baseline is right half of the time.</summary>
    public PairedOutcomes Pairs(int items, double won, double lost)
    {
        bool[] arm = new bool[items], baseline = new bool[items];
        for (var i = 0; i < items; i++)
        {
            baseline[i] = _random.Next(2) == 0;
            var changes = _random.NextDouble() < 2 * (baseline[i] ? lost : won);
            arm[i] = baseline[i] != changes;
        }

        return PairedOutcomes.Of(arm, baseline);
    }

    /// <summary>p-values of arms against one baseline: the first wins and loses at the given rates, the others at 0.1 each.</summary>
    public double[] Family(int items, int arms, double won, double lost)
    {
        bool[] baseline = [.. Enumerable.Range(0, items).Select(_ => _random.Next(2) == 0)];
        return [.. Enumerable.Range(0, arms).Select(arm => PairedOutcomes.Of(
            [.. baseline.Select(right => right != (_random.NextDouble() < 2 * (arm > 0 ? 0.1 : right ? lost : won)))], baseline).McNemar())];
    }

    /// <summary>Two scores of each answer, the second half the first, with means of right answers this far above those of wrong ones.</summary>
    public Comparison Areas(int answers, double first, double second)
    {
        double[] one = new double[answers], other = new double[answers];
        bool[] isRight = [.. Enumerable.Range(0, answers).Select(i => i % 2 == 0)];
        for (var i = 0; i < answers; i++)
        {
            var shared = Normal.Sample(_random, 0, Math.Sqrt(0.5));
            one[i] = shared + Normal.Sample(_random, isRight[i] ? first : 0, Math.Sqrt(0.5));
            other[i] = shared + Normal.Sample(_random, isRight[i] ? second : 0, Math.Sqrt(0.5));
        }

        return RocArea.DeLongTest(one, other, isRight);
    }

    /// <summary>An arm of about 300 tokens against budgets of 100, 200, 400 and 800 that are right 0.4, 0.5, 0.6 and 0.65 of the time.</summary>
    /// <remarks>At 300 tokens a mix of budgets is right 0.55 of the time.</remarks>
    /// <param name="items">Items.</param>
    /// <param name="effect">How much more the arm is right than that.</param>
    public (TokenOutcome[] Arm, TokenOutcome[][] Budgets) Tokens(int items, double effect)
    {
        double[] difficulty = [.. Enumerable.Range(0, items).Select(_ => _random.NextDouble())];
        TokenOutcome[][] budgets = [.. new[] { (100, 0.4), (200, 0.5), (400, 0.6), (800, 0.65) }.Select(budget => Draw(budget.Item1, budget.Item2))];
        return (Draw(300, 0.55 + effect), budgets);

        // Two in three outcomes follow the item's difficulty, the rest chance.
        TokenOutcome[] Draw(double tokens, double right) => [.. difficulty.Select(item => new TokenOutcome(
            tokens * (0.5 + _random.NextDouble()), (_random.Next(3) > 0 ? item : _random.NextDouble()) < right))];
    }
}
