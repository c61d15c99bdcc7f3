using MathNet.Numerics.Statistics;

namespace SKReasoning.Benchmarks.Statistics;

/// <summary>Percentile bootstrap: the statistic again on samples drawn from the sample, with replacement.</summary>
internal static class Bootstrap
{
    private const int Resamples = 2000;
    private const int Seed = 1;

    /// <summary>A statistic with its 95 % interval; the same sample gives the same interval.</summary>
    /// <remarks>Resamples on which the statistic is no number, such as those without a wrong answer, are left out.</remarks>
    public static Estimate Of<T>(IReadOnlyList<T> sample, Func<IReadOnlyList<T>, double> statistic)
    {
        var random = new Random(Seed);
        var resample = new T[sample.Count];
        var values = new List<double>(Resamples);
        for (var i = 0; i < Resamples && sample.Count > 0; i++)
        {
            for (var j = 0; j < resample.Length; j++)
            {
                resample[j] = sample[random.Next(sample.Count)];
            }

            values.Add(statistic(resample));
        }

        values.RemoveAll(double.IsNaN);
        return new Estimate(statistic(sample), values.Quantile(0.025), values.Quantile(0.975));
    }
}
