using System.Text.RegularExpressions;

namespace SKReasoning;

/// <summary>Finds where the sentences, lines and fenced code blocks of a text end, blanks after them included.</summary>
internal static partial class SentenceSplitter
{
    private const string Fence = "```";
    private const string Terminals = ".!?\u2026";
    private const string WideTerminals = "\u3002\uFF01\uFF1F";
    private const string Closers = "\"')]}\u201D\u2019\u00BB\u300D";

    /// <summary>Ends in ascending order; the last one is the text's end.</summary>
    public static IEnumerable<int> Ends(string text)
    {
        var (start, at) = (0, 0);
        while (at < text.Length)
        {
            if (at == start && text.AsSpan(at).StartsWith(Fence))
            {
                at = SkipBlanks(text, EndOfFence(text, at));
            }
            else if (EndOfSentence(text, start, at) is var end and > 0)
            {
                at = SkipBlanks(text, end);
            }
            else
            {
                at++;
                continue;
            }

            yield return start = at;
        }

        if (start < text.Length)
        {
            yield return text.Length;
        }
    }

    /// <summary>Ends of lines that are not blank.</summary>
    public static IEnumerable<int> LineEnds(string text)
    {
        var start = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\n' && !string.IsNullOrWhiteSpace(text[start..at]) && (at + 1 == text.Length || !IsBlankUntilLineEnd(text, at + 1)))
            {
                yield return start = at + 1;
            }
        }

        if (start < text.Length)
        {
            yield return text.Length;
        }
    }

    private static bool IsBlankUntilLineEnd(string text, int at)
    {
        var end = text.IndexOf('\n', at);
        return end >= 0 && string.IsNullOrWhiteSpace(text[at..end]);
    }

    // Index after the sentence that the character ends; 0 where it ends none.
    private static int EndOfSentence(string text, int start, int at)
    {
        var character = text[at];
        if (character == '\n' || (character == '\r' && (at + 1 == text.Length || text[at + 1] != '\n')))
        {
            // A text that begins with blank lines has them in its first unit.
            return string.IsNullOrWhiteSpace(text[start..at]) ? 0 : at + 1;
        }

        if (character == ';')
        {
            return at + 1 < text.Length && char.IsWhiteSpace(text[at + 1]) ? at + 1 : 0;
        }

        var isWide = WideTerminals.Contains(character, StringComparison.Ordinal);
        if (!isWide && !Terminals.Contains(character, StringComparison.Ordinal))
        {
            return 0;
        }

        var end = at + 1;
        while (end < text.Length && (Terminals + WideTerminals + Closers).Contains(text[end], StringComparison.Ordinal))
        {
            end++;
        }

        var isEnd = isWide || end == text.Length || char.IsWhiteSpace(text[end]);
        return isEnd && !(character == '.' && end == at + 1 && Abbreviation().IsMatch(text[start..end])) ? end : 0;
    }

    private static int EndOfFence(string text, int at)
    {
        var close = text.IndexOf(Fence, at + Fence.Length, StringComparison.Ordinal);
        var lineEnd = close < 0 ? -1 : text.IndexOf('\n', close);
        return lineEnd < 0 ? text.Length : lineEnd + 1;
    }

    private static int SkipBlanks(string text, int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        return at;
    }

    // A number of a list, an initial, or a word that is written with a point.
    [GeneratedRegex(@"(^\s*\d+|(^|[\s(])(\p{Lu}|e\.g|i\.e|cf|vs|etc|approx|ca|no|nr|fig|dr|mr|mrs|ms|prof|st|z\.\s?B|bzw|usw))\.$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Abbreviation();
}
