using System.Globalization;
using System.Text.RegularExpressions;

namespace SKReasoning.Evaluation;

/// <summary>Finds what a text says in the end.</summary>
public static partial class FinalAnswer
{
    /// <summary>The last number of the last line that is not empty, without separators of thousands; where it has none, that line without case, outer punctuation and repeated white space.</summary>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var line = LastLine(text);
        return Number().Matches(line) is [.., var last]
            ? last.Value.Replace(",", "", StringComparison.Ordinal)
            : Normalise(line);
    }

    /// <summary>The last number of the last line that has one; null where the text has no number.</summary>
    public static double? NumberOf(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Number().Matches(text) is [.., var last]
            && double.TryParse(last.Value.Replace(",", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                ? value
                : null;
    }

    /// <summary>A text that is a finite number and nothing else, with or without separators of thousands; null for any other.</summary>
    internal static double? WholeNumber(string text)
        => OnlyNumber().IsMatch(text)
            && double.TryParse(text.Replace(",", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && double.IsFinite(value)
                ? value
                : null;

    /// <summary>A line without case, outer punctuation and repeated white space.</summary>
    internal static string Normalise(string line)
        => WhiteSpace().Replace(line, " ").Trim(' ', '.', ',', ';', ':', '!', '?', '"', '\'', '*', '`', '$').ToLowerInvariant();

    internal static string LastLine(string text)
        => text.Split('\n').Select(candidate => candidate.Trim()).LastOrDefault(candidate => candidate.Length > 0) ?? "";

    [GeneratedRegex(@"-?\d+(?:,\d{3})*(?:\.\d+)?")]
    private static partial Regex Number();

    [GeneratedRegex(@"\A[-+]?(?:\d{1,3}(?:,\d{3})+|\d+|(?=\.\d))(?:\.\d+)?(?:[eE][-+]?\d+)?\z")]
    private static partial Regex OnlyNumber();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
