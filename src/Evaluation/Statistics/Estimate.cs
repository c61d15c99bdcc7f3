using System.Globalization;

namespace SKReasoning.Evaluation;

/// <summary>A statistic of a sample with its interval.</summary>
/// <remarks>Immutable. What could not be determined is <see cref="double.NaN"/>, such as the share of right answers among none.</remarks>
/// <param name="Value">The statistic.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end of the interval.</param>
public readonly record struct Estimate(double Value, double Low, double High)
{
    /// <summary>Share of intervals that hold the truth, where nothing else is asked for: 95 %.</summary>
    public const double DefaultLevel = 0.95;

    /// <summary>Whether the interval holds a value, its ends included; false where it has no ends.</summary>
    public bool Contains(double value) => Low <= value && value <= High;

    /// <summary>Value and interval with three decimals: "0.512 [0.401, 0.623]".</summary>
    public override string ToString() => ToString("F3");

    /// <summary>Value and interval; what is no number is a dash.</summary>
    /// <param name="format">Format of each number, in the invariant culture; may have sections, for a sign.</param>
    public string ToString(string format)
    {
        string Text(double value) => double.IsNaN(value) ? "–" : value.ToString(format, CultureInfo.InvariantCulture);
        return $"{Text(Value)} [{Text(Low)}, {Text(High)}]";
    }
}
