using System.Text.RegularExpressions;

namespace SKReasoning;

/// <summary>The value of an answer: what two answers must share to say the same.</summary>
public static partial class AnswerValue
{
    /// <summary>What follows the last "Answer:", or stands in the last box of TeX, else the last number, else the whole text; in lower case, without blanks around it, and points and marks of Markdown after it.</summary>
    public static string Of(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var value = Last(Announced(), answer) ?? Last(Boxed(), answer) ?? Last(Number(), answer)?.Replace(",", "", StringComparison.Ordinal) ?? answer;
        return Blanks().Replace(value.Trim().TrimEnd('.', '!', '*', '`'), " ").ToLowerInvariant();
    }

    private static string? Last(Regex pattern, string text) => pattern.Matches(text) is [.., var last] ? last.Groups["value"].Value : null;

    [GeneratedRegex(@"^\W*(the\s+)?(final\s+)?answer\s*(is|:|=)\W*(?<value>\S[^\r\n]*)", RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Announced();

    [GeneratedRegex(@"\\boxed\{(?<value>[^{}]+)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Boxed();

    [GeneratedRegex(@"(?<value>-?\d[\d,]*(\.\d+)?)", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks();
}
