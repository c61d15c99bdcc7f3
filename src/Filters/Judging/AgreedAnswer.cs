using System.Text.RegularExpressions;

namespace SKReasoning.Filters;

/// <summary>Says what of a turn counts when turns are compared: its calls, or its final answer.</summary>
internal static partial class AgreedAnswer
{
    /// <summary>The same text for turns that agree.</summary>
    public static string Of(WrittenTurn turn, Func<string, string>? answerOf)
        => turn.HasCalls ? string.Join('\n', turn.Calls.Select(CallIdentity.Describe)) : (answerOf ?? OfText)(turn.Text);

    private static string OfText(string text)
    {
        var line = text.Split('\n').Select(candidate => candidate.Trim()).LastOrDefault(candidate => candidate.Length > 0) ?? "";
        return Number().Matches(line) is [.., var last]
            ? last.Value.Replace(",", "", StringComparison.Ordinal)
            : WhiteSpace().Replace(line, " ").Trim(' ', '.', ',', ';', ':', '!', '?', '"', '\'', '*', '`').ToLowerInvariant();
    }

    [GeneratedRegex(@"-?\d+(?:,\d{3})*(?:\.\d+)?")]
    private static partial Regex Number();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
