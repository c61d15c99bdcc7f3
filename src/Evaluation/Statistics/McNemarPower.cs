using MathNet.Numerics.Distributions;
using MathNet.Numerics.RootFinding;

namespace SKReasoning.Evaluation;

/// <summary>How often McNemar's test sees a difference that is there, and how many items that takes.</summary>
/// <remarks>Exact: sums over how many pairs differ and how many of them are won. Microseconds per pair that may differ.</remarks>
public static class McNemarPower
{
    private const double Negligible = 1e-14;
    private const double DefaultPower = 0.8;
    private const double DefaultAlpha = 0.05;

    /// <summary>Probability that the test rejects.</summary>
    /// <remarks>
    /// Σ P(d) [P(X ≤ k) + P(X ≥ d − k)] over d, binomial (n, won + lost), with X binomial (d, won/(won + lost)) and k the most for which the p-value is at most α.
    /// Where both rates are equal this is the true rate of false alarms.
    /// </remarks>
    /// <param name="items">n, items that both arms answer; at least 0.</param>
    /// <param name="won">Rate of items that the arm gets right and the baseline wrong.</param>
    /// <param name="lost">Rate of items that the arm gets wrong and the baseline right.</param>
    /// <param name="alpha">Highest p-value at which the test rejects.</param>
    /// <param name="method">How the test counts.</param>
    /// <exception cref="ArgumentOutOfRangeException">A rate or α is not between 0 and 1, the rates are more than 1 together, or there are fewer than 0 items.</exception>
    public static double Of(int items, double won, double lost, double alpha = DefaultAlpha, McNemarMethod method = McNemarMethod.Exact)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(items);
        Require(won, lost, alpha);
        var differ = Math.Min(1, won + lost);
        var power = 0.0;
        var most = -1;
        for (var pairs = 1; pairs <= items && differ > 0; pairs++)
        {
            var weight = Binomial.PMF(differ, items, pairs);
            if (weight < Negligible)
            {
                continue;
            }

            while (PairedOutcomes.PValue(most + 1, pairs, method) <= alpha)
            {
                most++;
            }

            var share = Math.Min(1, won / differ);
            power += most < 0 ? 0 : weight * (Binomial.CDF(share, pairs, most) + Binomial.CDF(1 - share, pairs, most));
        }

        return power;
    }

    /// <summary>Number of items at which the power is reached, and one fewer does not reach it.</summary>
    /// <remarks>
    /// Starts at (z₁ √ψ + z₂ √(ψ − δ²))²/δ², with ψ = won + lost, δ = won − lost and z₁, z₂ the normal quantiles of 1 − α/2 and the power (Miettinen, 1968), and goes
    /// on by exact powers. These rise with the number of items but for ripples of a few items.
    /// </remarks>
    /// <param name="won">Rate of items that the arm gets right and the baseline wrong.</param>
    /// <param name="lost">Rate of items that the arm gets wrong and the baseline right; another one.</param>
    /// <param name="power">Probability that the test is to reject with.</param>
    /// <param name="alpha">Highest p-value at which the test rejects; below <paramref name="power"/>.</param>
    /// <param name="method">How the test counts.</param>
    /// <exception cref="ArgumentException">The rates are equal: no number of items shows that.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A rate, the power or α is out of range.</exception>
    public static int Items(
        double won, double lost, double power = DefaultPower, double alpha = DefaultAlpha, McNemarMethod method = McNemarMethod.Exact)
    {
        Require(won, lost, alpha);
        RequirePower(power, alpha);
        var (differ, difference) = (won + lost, Math.Abs(won - lost));
        if (difference == 0)
        {
            throw new ArgumentException("No number of items shows a difference of 0.", nameof(lost));
        }

        var width = (Normal.InvCDF(0, 1, 1 - (alpha / 2)) * Math.Sqrt(differ))
            + (Normal.InvCDF(0, 1, power) * Math.Sqrt(Math.Max(0, differ - (difference * difference))));
        var enough = checked((int)Math.Ceiling(width * width / (difference * difference)));
        var tooFew = 0;
        while (Of(enough, won, lost, alpha, method) < power)
        {
            tooFew = enough;
            enough = checked(enough + (enough / 8) + 1);
        }

        while (enough - tooFew > 1)
        {
            var middle = tooFew + ((enough - tooFew) / 2);
            (tooFew, enough) = Of(middle, won, lost, alpha, method) < power ? (middle, enough) : (tooFew, middle);
        }

        return enough;
    }

    /// <summary>The smallest difference of two shares of right answers that so many items show with the power.</summary>
    /// <param name="items">Items that both arms answer.</param>
    /// <param name="differing">Rate of items that the arms differ on, 0 to 1, of which a pilot tells.</param>
    /// <param name="power">Probability that the test is to reject with.</param>
    /// <param name="alpha">Highest p-value at which the test rejects; below <paramref name="power"/>.</param>
    /// <param name="method">How the test counts.</param>
    /// <returns>At most <paramref name="differing"/>, to 1e-8; null where not even winning all of these items would do.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static double? SmallestDifference(
        int items, double differing, double power = DefaultPower, double alpha = DefaultAlpha, McNemarMethod method = McNemarMethod.Exact)
    {
        RequirePower(power, alpha);
        if (Missing(differing) < 0)
        {
            return null;
        }

        return Missing(0) >= 0 ? 0 : Brent.FindRoot(Missing, 0, differing);

        double Missing(double difference) => Of(items, (differing + difference) / 2, (differing - difference) / 2, alpha, method) - power;
    }

    private static void Require(double won, double lost, double alpha)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(won);
        ArgumentOutOfRangeException.ThrowIfNegative(lost);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(won + lost, 1 + 1e-12, nameof(lost));
        Confidence.Checked(alpha);
    }

    private static void RequirePower(double power, double alpha)
    {
        Confidence.Checked(power);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(power, alpha);
    }
}
