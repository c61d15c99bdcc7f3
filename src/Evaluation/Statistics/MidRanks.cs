namespace SKReasoning.Evaluation;

/// <summary>Ranks from 1, lowest first, where equal values share the mean of theirs.</summary>
internal static class MidRanks
{
    /// <summary>Ranks values; what is no number ranks lowest. O(n log n).</summary>
    public static double[] Of(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values];
        int[] order = [.. Enumerable.Range(0, sorted.Length)];
        Array.Sort(sorted, order);
        var ranks = new double[sorted.Length];
        for (int first = 0, next; first < sorted.Length; first = next)
        {
            next = first + 1;
            while (next < sorted.Length && sorted[next].Equals(sorted[first]))
            {
                next++;
            }

            for (var i = first; i < next; i++)
            {
                ranks[order[i]] = (first + 1 + next) / 2.0;
            }
        }

        return ranks;
    }
}
