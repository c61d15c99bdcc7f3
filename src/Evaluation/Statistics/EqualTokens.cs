using System.Numerics.Tensors;

namespace SKReasoning.Evaluation;

/// <summary>Compares an arm with a baseline at equal tokens.</summary>
/// <remarks>
/// An arm that is right more often because it writes more may only be dearer. The baseline was measured at several budgets; between two of them it can reach any mean
/// number of tokens by taking one or the other at random, which gives the linear mix of both shares: a strategy that anyone could run. The arm is compared with the
/// mix of the budgets on both sides of its mean tokens, and with the nearest budget where there are none on one side. Thread-safe.
/// </remarks>
public static class EqualTokens
{
    /// <summary>Compares, over the same items.</summary>
    /// <remarks>The interval is a bootstrap's over items: budgets are mixed anew in each resample. O(resamples × items × budgets).</remarks>
    /// <param name="arm">The arm's outcome of each item.</param>
    /// <param name="budgets">The baseline's outcomes of the same items, in the same order, at each budget; in any order of budgets.</param>
    /// <param name="options">How to draw; null for <see cref="BootstrapOptions.Default"/>.</param>
    /// <exception cref="ArgumentException">There is no item or no budget, or a list has another number of items.</exception>
    public static EqualTokensComparison Compare(
        IReadOnlyList<TokenOutcome> arm, IReadOnlyList<IReadOnlyList<TokenOutcome>> budgets, BootstrapOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(arm);
        ArgumentNullException.ThrowIfNull(budgets);
        ThrowIfEmpty(arm.Count, nameof(arm));
        ThrowIfEmpty(budgets.Count, nameof(budgets));
        foreach (var budget in budgets)
        {
            Pairs.RequireSame(arm.Count, budget.Count, nameof(budgets));
        }

        var ours = new Columns(arm);
        Columns[] theirs = [.. budgets.Select(budget => new Columns(budget))];
        var times = new double[arm.Count];
        var distribution = new BootstrapDistribution(arm.Count, Difference, options ?? BootstrapOptions.Default);
        Array.Fill(times, 1);
        var point = ours.Mean(times);
        return new EqualTokensComparison(distribution.Estimate, distribution.PValueOfZero, point.Tokens, At(point.Tokens, theirs, times).Tokens);

        double Difference(ReadOnlyMemory<int> items)
        {
            Array.Clear(times);
            foreach (var item in items.Span)
            {
                times[item]++;
            }

            var point = ours.Mean(times);
            return point.Right - At(point.Tokens, theirs, times).Right;
        }
    }

    // The baseline's point at as many tokens, or the nearest there is.
    private static Point At(double tokens, Columns[] budgets, double[] times)
    {
        var below = new Point(double.NegativeInfinity, 0);
        var above = new Point(double.PositiveInfinity, 0);
        foreach (var budget in budgets)
        {
            var point = budget.Mean(times);
            if (point.Tokens <= tokens && point.Tokens > below.Tokens)
            {
                below = point;
            }

            if (point.Tokens >= tokens && point.Tokens < above.Tokens)
            {
                above = point;
            }
        }

        if (double.IsInfinity(below.Tokens) || above.Tokens == below.Tokens)
        {
            return above;
        }

        return double.IsInfinity(above.Tokens)
            ? below
            : new Point(tokens, below.Right + ((above.Right - below.Right) * (tokens - below.Tokens) / (above.Tokens - below.Tokens)));
    }

    private static void ThrowIfEmpty(int count, string parameter)
    {
        if (count == 0)
        {
            throw new ArgumentException("There is nothing to compare.", parameter);
        }
    }

    private readonly record struct Point(double Tokens, double Right);

    private sealed class Columns(IReadOnlyList<TokenOutcome> outcomes)
    {
        private readonly double[] _tokens = [.. outcomes.Select(outcome => outcome.Tokens)];
        private readonly double[] _right = [.. outcomes.Select(outcome => outcome.IsRight ? 1.0 : 0)];

        /// <summary>Mean of the items, each taken so many times.</summary>
        public Point Mean(double[] times) => new(
            TensorPrimitives.Dot<double>(_tokens, times) / times.Length, TensorPrimitives.Dot<double>(_right, times) / times.Length);
    }
}
