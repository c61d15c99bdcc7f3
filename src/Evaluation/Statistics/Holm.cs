namespace SKReasoning.Evaluation;

/// <summary>Holm's step-down adjustment: several comparisons that together err at the rate of one.</summary>
public static class Holm
{
    /// <summary>Adjusts the p-values of a family: rejecting those at most α, one true null or more is rejected with probability at most α.</summary>
    /// <remarks>The i-th smallest of m times m − i + 1, at least the one before, at most 1 (Holm, 1979). However the tests depend on each other.</remarks>
    /// <param name="pValues">One per comparison, 0 to 1.</param>
    /// <returns>The adjusted p-values, in the same order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A p-value is not between 0 and 1.</exception>
    public static double[] Adjust(IReadOnlyList<double> pValues)
    {
        ArgumentNullException.ThrowIfNull(pValues);
        var adjusted = new double[pValues.Count];
        var most = 0.0;
        foreach (var (rank, index) in Enumerable.Range(0, pValues.Count).OrderBy(i => pValues[i]).Index())
        {
            if (pValues[index] is not (>= 0 and <= 1))
            {
                throw new ArgumentOutOfRangeException(nameof(pValues), pValues[index], "A p-value lies between 0 and 1.");
            }

            most = Math.Max(most, Math.Min(1, (pValues.Count - rank) * pValues[index]));
            adjusted[index] = most;
        }

        return adjusted;
    }
}
