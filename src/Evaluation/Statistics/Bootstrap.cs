namespace SKReasoning.Evaluation;

/// <summary>Intervals of any statistic: the statistic again on samples drawn from the sample, with replacement.</summary>
/// <remarks>
/// Costs the statistic once per resample. Resamples on which it is no number, such as those without a wrong answer, are left out. Thread-safe where the statistic
/// is.
/// </remarks>
public static class Bootstrap
{
    /// <summary>A statistic with its interval, drawn over items.</summary>
    /// <typeparam name="T">What is known of an item; pairs where two arms are compared.</typeparam>
    /// <param name="sample">The items; of none the interval is no number.</param>
    /// <param name="statistic">The statistic; the list it gets is filled again afterwards, so it must not be kept.</param>
    /// <param name="options">How to draw; null for <see cref="BootstrapOptions.Default"/>.</param>
    public static Estimate Of<T>(IReadOnlyList<T> sample, Func<IReadOnlyList<T>, double> statistic, BootstrapOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(statistic);
        var drawn = new List<T>(sample.Count);
        return Estimate(sample.Count, Statistic, options);

        double Statistic(ReadOnlyMemory<int> indices)
        {
            drawn.Clear();
            foreach (var index in indices.Span)
            {
                drawn.Add(sample[index]);
            }

            return statistic(drawn);
        }
    }

    /// <summary>A statistic with its interval where rows belong together, such as several answers to one problem: whole clusters are drawn.</summary>
    /// <remarks>Rows of one cluster tell less than as many of different ones; drawn one by one they would give too short an interval.</remarks>
    /// <typeparam name="T">What is known of a row.</typeparam>
    /// <typeparam name="TKey">What names a cluster.</typeparam>
    /// <param name="rows">All rows, in any order.</param>
    /// <param name="cluster">The cluster of a row.</param>
    /// <param name="statistic">The statistic; the list it gets is filled again afterwards, so it must not be kept.</param>
    /// <param name="options">How to draw; null for <see cref="BootstrapOptions.Default"/>.</param>
    public static Estimate OfClusters<T, TKey>(
        IReadOnlyList<T> rows, Func<T, TKey> cluster, Func<IReadOnlyList<T>, double> statistic, BootstrapOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(statistic);
        T[][] clusters = [.. rows.GroupBy(cluster).Select(group => group.ToArray())];
        var drawn = new List<T>(rows.Count);
        return Estimate(clusters.Length, Statistic, options);

        double Statistic(ReadOnlyMemory<int> indices)
        {
            drawn.Clear();
            foreach (var index in indices.Span)
            {
                drawn.AddRange(clusters[index]);
            }

            return statistic(drawn);
        }
    }

    /// <summary>The mean difference of two arms on the same items.</summary>
    /// <param name="arm">One value per item.</param>
    /// <param name="baseline">The baseline's values, in the same order.</param>
    /// <param name="options">How to draw; null for <see cref="BootstrapOptions.Default"/>.</param>
    /// <exception cref="ArgumentException">The lists have different lengths.</exception>
    public static Estimate Difference(IReadOnlyList<double> arm, IReadOnlyList<double> baseline, BootstrapOptions? options = null)
        => Of(Differences(arm, baseline), Mean, options);

    /// <summary>The mean difference of two arms where items have several rows each.</summary>
    /// <typeparam name="TKey">What names an item.</typeparam>
    /// <param name="arm">One value per row.</param>
    /// <param name="baseline">The baseline's values, in the same order.</param>
    /// <param name="items">The item of each row, in the same order.</param>
    /// <param name="options">How to draw; null for <see cref="BootstrapOptions.Default"/>.</param>
    /// <exception cref="ArgumentException">The lists have different lengths.</exception>
    public static Estimate ClusteredDifference<TKey>(
        IReadOnlyList<double> arm, IReadOnlyList<double> baseline, IReadOnlyList<TKey> items, BootstrapOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(items);
        var differences = Differences(arm, baseline);
        Pairs.RequireSame(arm.Count, items.Count, nameof(items));
        return OfClusters([.. differences.Zip(items)], row => row.Second, rows => rows.Count == 0 ? double.NaN : rows.Average(row => row.First), options);
    }

    private static double[] Differences(IReadOnlyList<double> arm, IReadOnlyList<double> baseline)
    {
        ArgumentNullException.ThrowIfNull(arm);
        ArgumentNullException.ThrowIfNull(baseline);
        Pairs.RequireSame(arm.Count, baseline.Count, nameof(baseline));
        return [.. arm.Zip(baseline, (one, other) => one - other)];
    }

    private static double Mean(IReadOnlyList<double> values) => values.Count == 0 ? double.NaN : values.Average();

    private static Estimate Estimate(int units, Func<ReadOnlyMemory<int>, double> statistic, BootstrapOptions? options)
        => new BootstrapDistribution(units, statistic, options ?? BootstrapOptions.Default).Estimate;
}
