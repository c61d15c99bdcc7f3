using MathNet.Numerics.Distributions;

namespace SKReasoning.Evaluation;

/// <summary>The standard normal distribution where intervals and tests need it.</summary>
internal static class Confidence
{
    /// <summary>How many standard errors an interval of a level reaches to each side.</summary>
    public static double Width(double level) => Normal.InvCDF(0, 1, (1 + Checked(level)) / 2);

    /// <summary>Two-sided p-value of a difference with a standard error; 1 where both are 0.</summary>
    public static double PValue(double difference, double standardError)
        => difference == 0 ? 1 : 2 * Normal.CDF(0, 1, -Math.Abs(difference) / standardError);

    /// <summary>The level, which must lie between 0 and 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It does not.</exception>
    public static double Checked(double level)
        => level is > 0 and < 1 ? level : throw new ArgumentOutOfRangeException(nameof(level), level, "A level lies between 0 and 1.");
}
