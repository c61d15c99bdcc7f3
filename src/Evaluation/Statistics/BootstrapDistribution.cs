using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace SKReasoning.Evaluation;

/// <summary>The values of a statistic on samples drawn from the sample, with replacement.</summary>
internal sealed class BootstrapDistribution
{
    private readonly BootstrapOptions _options;
    private readonly double _value;
    private readonly double _acceleration;

    // Ascending.
    private readonly double[] _values;

    /// <param name="units">What is drawn: items, or clusters of rows.</param>
    /// <param name="statistic">The statistic of the units with these indices; a value that is no number leaves a resample out.</param>
    /// <param name="options">How to draw.</param>
    public BootstrapDistribution(int units, Func<ReadOnlyMemory<int>, double> statistic, BootstrapOptions options)
    {
        _options = options;
        int[] indices = [.. Enumerable.Range(0, units)];
        _value = statistic(indices);
        _acceleration = options.Interval == BootstrapInterval.BiasCorrectedAccelerated ? Acceleration(indices, statistic) : 0;
        var random = new Random(options.Seed);
        var values = new List<double>(options.Resamples);
        for (var i = 0; i < options.Resamples && units > 0; i++)
        {
            for (var j = 0; j < units; j++)
            {
                indices[j] = random.Next(units);
            }

            var value = statistic(indices);
            if (!double.IsNaN(value))
            {
                values.Add(value);
            }
        }

        values.Sort();
        _values = [.. values];
    }

    /// <summary>The statistic of the sample with its interval.</summary>
    public Estimate Estimate
    {
        get
        {
            var tail = (1 - _options.Level) / 2;
            return new Estimate(
                _value, SortedArrayStatistics.Quantile(_values, Shifted(tail)), SortedArrayStatistics.Quantile(_values, Shifted(1 - tail)));
        }
    }

    /// <summary>Two-sided p-value that the statistic is 0: twice the smaller share of values on either side, the sample itself counted on both.</summary>
    public double PValueOfZero
    {
        get
        {
            var atMost = 1 + _values.Count(value => value <= 0);
            var atLeast = 1 + _values.Count(value => value >= 0);
            return Math.Min(1, 2.0 * Math.Min(atMost, atLeast) / (_values.Length + 1));
        }
    }

    // Φ(z₀ + (z₀ + z)/(1 − a (z₀ + z))): where the quantile of a normal variable with that bias and acceleration lies.
    private double Shifted(double share)
    {
        if (_options.Interval == BootstrapInterval.Percentile || _values.Length == 0)
        {
            return share;
        }

        var below = (_values.Count(value => value < _value) + (_values.Count(value => value == _value) / 2.0)) / _values.Length;
        var bias = Normal.InvCDF(0, 1, Math.Clamp(below, 0.5 / _values.Length, 1 - (0.5 / _values.Length)));
        var moved = bias + Normal.InvCDF(0, 1, share);
        return Normal.CDF(0, 1, bias + (moved / (1 - (_acceleration * moved))));
    }

    // A sixth of the skewness of the jackknife's influences.
    private static double Acceleration(int[] indices, Func<ReadOnlyMemory<int>, double> statistic)
    {
        var without = new double[indices.Length];
        for (var i = 0; i < indices.Length; i++)
        {
            int[] others = [.. indices[..i], .. indices[(i + 1)..]];
            without[i] = statistic(others);
        }

        var known = without.Where(value => !double.IsNaN(value)).ToArray();
        var mean = known.Mean();
        var squares = known.Sum(value => Math.Pow(mean - value, 2));
        var cubes = known.Sum(value => Math.Pow(mean - value, 3));
        return squares > 0 ? cubes / (6 * Math.Pow(squares, 1.5)) : 0;
    }
}
