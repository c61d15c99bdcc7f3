using MathNet.Numerics.Distributions;

namespace SKReasoning.Evaluation;

/// <summary>A share of items, with an interval that holds the true one at least as often as it says.</summary>
public static class Proportion
{
    /// <summary>Successes over trials with the exact interval of Clopper and Pearson.</summary>
    /// <remarks>
    /// Its ends are the rates at which so many successes or more, and so many or fewer, have probability (1 − level)/2: quantiles of Beta(k, n − k + 1) and
    /// Beta(k + 1, n − k) (Clopper and Pearson, 1934). Never too short, often somewhat too long.
    /// </remarks>
    /// <param name="successes">k, 0 to <paramref name="trials"/>.</param>
    /// <param name="trials">n; of none the share is no number and the interval 0 to 1.</param>
    /// <param name="level">Least share of intervals that hold the truth.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static Estimate Of(int successes, int trials, double level = Estimate.DefaultLevel)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
        var tail = (1 - Confidence.Checked(level)) / 2;
        return new Estimate(
            (double)successes / trials,
            successes == 0 ? 0 : Beta.InvCDF(successes, trials - successes + 1, tail),
            successes == trials ? 1 : Beta.InvCDF(successes + 1, trials - successes, 1 - tail));
    }
}
