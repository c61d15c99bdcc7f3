using System.Globalization;
using System.Text;

namespace SKReasoning.LocalModel.Templates;

/// <summary>Python's strftime of a time without zone, in the C locale.</summary>
internal static class PythonTime
{
    /// <summary>Formats a time; codes that Python does not know stay as they are.</summary>
    public static string Format(DateTimeOffset time, string format)
    {
        var text = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 == format.Length)
            {
                text.Append(format[i]);
                continue;
            }

            // %-d is the GNU way to leave the padding out.
            var unpadded = format[i + 1] == '-' && i + 2 < format.Length;
            var code = format[i + (unpadded ? 2 : 1)];
            var field = Field(time, code);
            text.Append(field is null ? format.AsSpan(i, unpadded ? 3 : 2) : unpadded ? Unpadded(field) : field);
            i += unpadded ? 2 : 1;
        }

        return text.ToString();
    }

    private static string Unpadded(string field) => field.TrimStart('0', ' ') is { Length: > 0 } digits ? digits : "0";

    private static string? Field(DateTimeOffset time, char code) => code switch
    {
        'a' => Text(time, "ddd"),
        'A' => Text(time, "dddd"),
        'b' or 'h' => Text(time, "MMM"),
        'B' => Text(time, "MMMM"),
        'c' => Format(time, "%a %b %e %H:%M:%S %Y"),
        'C' => $"{time.Year / 100:00}",
        'd' => $"{time.Day:00}",
        'D' or 'x' => Format(time, "%m/%d/%y"),
        'e' => $"{time.Day,2}",
        'f' => $"{time.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond:000000}",
        'F' => Format(time, "%Y-%m-%d"),
        'G' => $"{ISOWeek.GetYear(time.DateTime)}",
        'H' => $"{time.Hour:00}",
        'I' => Text(time, "hh"),
        'j' => $"{time.DayOfYear:000}",
        'm' => $"{time.Month:00}",
        'M' => $"{time.Minute:00}",
        'n' => "\n",
        'p' => Text(time, "tt"),
        'R' => Format(time, "%H:%M"),
        'S' => $"{time.Second:00}",
        't' => "\t",
        'T' or 'X' => Format(time, "%H:%M:%S"),
        'u' => $"{IsoDay(time)}",
        'U' => $"{Week(time, (int)time.DayOfWeek):00}",
        'V' => $"{ISOWeek.GetWeekOfYear(time.DateTime):00}",
        'w' => $"{(int)time.DayOfWeek}",
        'W' => $"{Week(time, IsoDay(time) - 1):00}",
        'y' => $"{time.Year % 100:00}",
        'Y' => $"{time.Year}",
        'z' or 'Z' => "",
        '%' => "%",
        _ => null,
    };

    private static string Text(DateTimeOffset time, string format) => time.ToString(format, CultureInfo.InvariantCulture);

    private static int IsoDay(DateTimeOffset time) => time.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)time.DayOfWeek;

    // Days before the first Sunday (or Monday) of a year are in week 0.
    private static int Week(DateTimeOffset time, int daysIntoWeek) => (time.DayOfYear + 6 - daysIntoWeek) / 7;
}
