using System.Numerics.Tensors;

namespace SKReasoning.Evaluation;

/// <summary>Compares an arm with a baseline at equal tokens.</summary>
/// <remarks>
/// An arm that is right more often because it writes more may only be dearer. The baseline was measured at several budgets; by taking one of two
/// at random it also reaches what lies between them: a strategy that anyone could run. The arm is compared with the best such strategy that spends
/// no more than it does, which is the upper concave envelope of the budgets' tokens and shares: a dearer budget that is right less often is left
/// out, and nobody has to spend what brings nothing. An arm below the cheapest budget is compared with that. The best of several budgets is picked
/// on the items that were measured, which flatters the baseline a little: the comparison is conservative. Thread-safe.
/// </remarks>
public static class EqualTokens
{
    /// <summary>Compares, over the same items.</summary>
    /// <remarks>
    /// The interval is a bootstrap's over items: the budgets that are mixed stay those of all items, and each resample mixes them by its own tokens.
    /// O(resamples × items + budgets × (items + budgets)).
    /// </remarks>
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
        Array.Fill(times, 1);
        var point = ours.Mean(times);
        Point[] points = [.. theirs.Select(budget => budget.Mean(times))];
        var (low, high) = Best(point.Tokens, points);
        var baseline = Mix(point.Tokens, points[low], points[high]);
        var distribution = new BootstrapDistribution(arm.Count, Difference, options ?? BootstrapOptions.Default);
        return new EqualTokensComparison(distribution.Estimate, distribution.PValueOfZero, point.Tokens, baseline.Tokens)
        {
            IsOutsideBudgets = point.Tokens < points.Min(budget => budget.Tokens) || point.Tokens > points.Max(budget => budget.Tokens),
        };

        double Difference(ReadOnlyMemory<int> items)
        {
            Array.Clear(times);
            foreach (var item in items.Span)
            {
                times[item]++;
            }

            var drawn = ours.Mean(times);
            return drawn.Right - Mix(drawn.Tokens, theirs[low].Mean(times), theirs[high].Mean(times)).Right;
        }
    }

    // The budgets whose mix is right most often at no more tokens, the cheaper one first; twice the same where one alone is as good.
    private static (int Low, int High) Best(double tokens, Point[] budgets)
    {
        var cheapest = Enumerable.Range(0, budgets.Length).MinBy(i => (budgets[i].Tokens, -budgets[i].Right));
        int[] affordable = [.. Enumerable.Range(0, budgets.Length).Where(i => budgets[i].Tokens <= tokens)];
        if (affordable.Length == 0)
        {
            return (cheapest, cheapest);
        }

        var alone = affordable.MinBy(i => (-budgets[i].Right, budgets[i].Tokens));
        var (best, right) = ((Low: alone, High: alone), budgets[alone].Right);
        foreach (var low in affordable)
        {
            for (var high = 0; high < budgets.Length; high++)
            {
                if (budgets[high].Tokens > tokens && Mix(tokens, budgets[low], budgets[high]).Right is var mixed && mixed > right)
                {
                    (best, right) = ((low, high), mixed);
                }
            }
        }

        return best;
    }

    // As much of the dearer one as the tokens allow.
    private static Point Mix(double tokens, Point low, Point high)
    {
        var share = high.Tokens > low.Tokens ? Math.Clamp((tokens - low.Tokens) / (high.Tokens - low.Tokens), 0, 1) : 1;
        return new Point(double.Lerp(low.Tokens, high.Tokens, share), double.Lerp(low.Right, high.Right, share));
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
