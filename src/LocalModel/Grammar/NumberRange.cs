using System.Globalization;

namespace SKReasoning.LocalModel.Grammar;

/// <summary>GBNF for the decimal numbers between two bounds, both inclusive, without exponents.</summary>
/// <remarks>
/// The bounds are counted in units of the last decimal. Digits are written from the left; as long as they equal those of a bound, the
/// next one is held to it, and after that every digit is free.
/// </remarks>
internal static class NumberRange
{
    /// <param name="min">Smallest value in units of 10^−<paramref name="decimals"/>.</param>
    /// <param name="max">Largest value in the same units.</param>
    /// <param name="decimals">Largest number of digits after the point; 0 gives integers.</param>
    /// <returns>Alternatives; null where there is no such number.</returns>
    public static string? Gbnf(Int128 min, Int128 max, int decimals)
    {
        var unit = (Int128)Math.Pow(10, decimals);
        var alternatives = new List<string>();
        if (max >= 0)
        {
            alternatives.AddRange(Magnitudes(Int128.Max(min, 0), max, unit, decimals));
        }

        // An integer has no minus zero.
        var smallest = Int128.Max(-max, decimals == 0 ? 1 : 0);
        if (min < 0)
        {
            alternatives.AddRange(Magnitudes(smallest, -min, unit, decimals).Select(magnitude => $"\"-\" {magnitude}"));
        }

        return alternatives.Count == 0 ? null : string.Join(" | ", alternatives);
    }

    private static IEnumerable<string> Magnitudes(Int128 min, Int128 max, Int128 unit, int decimals)
    {
        if (min > max)
        {
            return [];
        }

        if (decimals == 0)
        {
            return Whole(min, max);
        }

        var (first, last) = (min / unit, max / unit);
        if (first == last)
        {
            return [$"{Literal(first)} {Fraction(min % unit, max % unit, decimals)}"];
        }

        return
        [
            $"{Literal(first)} {Fraction(min % unit, unit - 1, decimals)}",
            .. Whole(first + 1, last - 1).Select(whole => $"{whole} {Fraction(0, unit - 1, decimals)}"),
            $"{Literal(last)} {Fraction(0, max % unit, decimals)}",
        ];
    }

    // Without leading zeros, so one alternative for each number of digits.
    private static IEnumerable<string> Whole(Int128 min, Int128 max)
    {
        for (var (length, power) = (1, (Int128)1); power <= max || length == 1; length++, power *= 10)
        {
            var from = Int128.Max(min, length == 1 ? 0 : power);
            var to = Int128.Min(max, (power * 10) - 1);
            if (from <= to)
            {
                yield return Digits(Padded(from, length), Padded(to, length), 0, above: true, below: true, mayEnd: false);
            }
        }
    }

    private static string Fraction(Int128 min, Int128 max, int decimals)
    {
        var fraction = $"(\".\" {Digits(Padded(min, decimals), Padded(max, decimals), 0, above: true, below: true, mayEnd: true)})";
        return min == 0 ? fraction + "?" : fraction;
    }

    // above and below: whether the digits so far equal those of min and of max, so that the next one is held to theirs. Digits that are
    // left out are zeros.
    private static string Digits(string min, string max, int at, bool above, bool below, bool mayEnd)
    {
        above &= min.AsSpan(at).ContainsAnyExcept('0');
        below &= max.AsSpan(at).ContainsAnyExcept('9');
        var left = min.Length - at;
        if (left == 0)
        {
            return "";
        }

        if (!above && !below)
        {
            var fewest = mayEnd ? (at == 0 ? 1 : 0) : left;
            return $"[0-9]{{{fewest},{left}}}";
        }

        var low = above ? min[at] : '0';
        var high = below ? max[at] : '9';
        var alternatives = new List<string>();
        if (low == high)
        {
            alternatives.Add(Step(low, low, above, below));
        }
        else
        {
            var (free, freeEnd) = (low, high);
            if (above)
            {
                alternatives.Add(Step(low, low, true, false));
                free++;
            }

            if (below)
            {
                alternatives.Add(Step(high, high, false, true));
                freeEnd--;
            }

            if (free <= freeEnd)
            {
                alternatives.Add(Step(free, freeEnd, false, false));
            }
        }

        return alternatives.Count == 1 ? alternatives[0] : $"({string.Join(" | ", alternatives)})";

        string Step(char from, char to, bool above, bool below)
        {
            var rest = Digits(min, max, at + 1, above, below, mayEnd);
            var isFree = !below || !max.AsSpan(at + 1).ContainsAnyExcept('9');
            var ends = mayEnd && !isFree && rest.Length > 0 && (!above || !min.AsSpan(at + 1).ContainsAnyExcept('0'));
            return GbnfBuilder.Join(from == to ? $"\"{from}\"" : $"[{from}-{to}]", ends ? $"({rest})?" : rest);
        }
    }

    private static string Literal(Int128 number) => $"\"{number.ToString(CultureInfo.InvariantCulture)}\"";

    private static string Padded(Int128 number, int length) => number.ToString(CultureInfo.InvariantCulture).PadLeft(length, '0');
}
