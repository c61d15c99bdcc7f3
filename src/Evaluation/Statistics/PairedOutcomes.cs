using MathNet.Numerics.Distributions;

namespace SKReasoning.Evaluation;

/// <summary>How two arms did on the same items: a fourfold table of pairs.</summary>
/// <param name="Both">Items that both arms got right.</param>
/// <param name="Won">Items that the arm got right and the baseline wrong.</param>
/// <param name="Lost">Items that the arm got wrong and the baseline right.</param>
/// <param name="Neither">Items that both arms got wrong.</param>
public readonly record struct PairedOutcomes(int Both, int Won, int Lost, int Neither)
{
    /// <summary>All items.</summary>
    public int Items => Both + Won + Lost + Neither;

    /// <summary>Counts the pairs.</summary>
    /// <param name="arm">Whether the arm got each item right.</param>
    /// <param name="baseline">The same of the baseline, in the same order.</param>
    /// <exception cref="ArgumentException">The lists have different lengths.</exception>
    public static PairedOutcomes Of(IReadOnlyList<bool> arm, IReadOnlyList<bool> baseline)
    {
        ArgumentNullException.ThrowIfNull(arm);
        ArgumentNullException.ThrowIfNull(baseline);
        Pairs.RequireSame(arm.Count, baseline.Count, nameof(baseline));
        var counts = new int[4];
        for (var i = 0; i < arm.Count; i++)
        {
            counts[(arm[i] ? 0 : 2) + (baseline[i] ? 0 : 1)]++;
        }

        return new PairedOutcomes(counts[0], counts[1], counts[2], counts[3]);
    }

    /// <summary>Two-sided p-value of McNemar's test that the arm wins as often as it loses.</summary>
    /// <remarks>
    /// Of d = Won + Lost pairs that differ the smaller count is binomial (d, ½) under the null: p = 2 P(X ≤ min), at most 1, less P(X = min) for the mid-p
    /// (Fagerland, Lydersen and Laake, 2013). 1 where no pair differs.
    /// </remarks>
    /// <param name="method">Exact, or mid-p.</param>
    public double McNemar(McNemarMethod method = McNemarMethod.Exact) => PValue(Math.Min(Won, Lost), Won + Lost, method);

    /// <summary>How much larger the arm's share of right answers is than the baseline's, with the adjusted Wald interval for pairs.</summary>
    /// <remarks>
    /// With p = (Won + 1)/(n + 2) and q = (Lost + 1)/(n + 2): p − q ± z √((p + q − (p − q)²)/(n + 2)), cut to −1 and 1 (Bonett and Price, 2012). The value is the
    /// plain difference, (Won − Lost)/n; no number where there is no item.
    /// </remarks>
    /// <param name="level">Share of intervals that hold the truth.</param>
    public Estimate Difference(double level = Estimate.DefaultLevel)
    {
        double won = Won + 1, lost = Lost + 1, items = Items + 2;
        var centre = (won - lost) / items;
        var reach = Confidence.Width(level) * Math.Sqrt((((won + lost) / items) - (centre * centre)) / items);
        return new Estimate((double)(Won - Lost) / Items, Math.Max(-1, centre - reach), Math.Min(1, centre + reach));
    }

    /// <summary>p-value where the rarer of two outcomes was seen <paramref name="fewer"/> times among those that differ.</summary>
    internal static double PValue(int fewer, int differing, McNemarMethod method)
    {
        if (2 * fewer >= differing)
        {
            return 1;
        }

        var whole = 2 * Binomial.CDF(0.5, differing, fewer);
        return method == McNemarMethod.Exact ? Math.Min(1, whole) : whole - Binomial.PMF(0.5, differing, fewer);
    }
}
