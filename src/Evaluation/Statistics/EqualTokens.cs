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
    /// <remarks>The interval is a bootstrap's over items: budgets are sorted and mixed anew in each resample. O(resamples × items × budgets).</remarks>
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

        TokenOutcome[] ours = [.. arm];
        TokenOutcome[][] theirs = [.. budgets.Select(budget => budget.ToArray())];
        var distribution = new BootstrapDistribution(ours.Length, items => Difference(ours, theirs, items.Span), options ?? BootstrapOptions.Default);
        int[] all = [.. Enumerable.Range(0, ours.Length)];
        var point = Mean(ours, all);
        return new EqualTokensComparison(distribution.Estimate, distribution.PValueOfZero, point.Tokens, At(point.Tokens, theirs, all).Tokens);
    }

    private static double Difference(TokenOutcome[] arm, TokenOutcome[][] budgets, ReadOnlySpan<int> items)
    {
        var point = Mean(arm, items);
        return point.Right - At(point.Tokens, budgets, items).Right;
    }

    // The baseline's point at as many tokens, or the nearest there is.
    private static Point At(double tokens, TokenOutcome[][] budgets, ReadOnlySpan<int> items)
    {
        var below = new Point(double.NegativeInfinity, 0);
        var above = new Point(double.PositiveInfinity, 0);
        foreach (var budget in budgets)
        {
            var point = Mean(budget, items);
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

    private static Point Mean(TokenOutcome[] outcomes, ReadOnlySpan<int> items)
    {
        double tokens = 0;
        var right = 0;
        foreach (var item in items)
        {
            tokens += outcomes[item].Tokens;
            right += outcomes[item].IsRight ? 1 : 0;
        }

        return new Point(tokens / items.Length, (double)right / items.Length);
    }

    private static void ThrowIfEmpty(int count, string parameter)
    {
        if (count == 0)
        {
            throw new ArgumentException("There is nothing to compare.", parameter);
        }
    }

    private readonly record struct Point(double Tokens, double Right);
}
