using System.Globalization;

namespace SKReasoning.Benchmarks.Statistics;

/// <summary>A statistic of a sample with its 95 % interval.</summary>
internal readonly record struct Estimate(double Value, double Low, double High)
{
    public override string ToString() => ToString("F3");

    /// <summary>Value and interval; <paramref name="format"/> may have sections, for a sign.</summary>
    public string ToString(string format)
    {
        string Text(double value) => double.IsNaN(value) ? "–" : value.ToString(format, CultureInfo.InvariantCulture);
        return $"{Text(Value)} [{Text(Low)}, {Text(High)}]";
    }
}
