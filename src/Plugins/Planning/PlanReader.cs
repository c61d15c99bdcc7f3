using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace SKReasoning.Plugins;

/// <summary>Finds the items of a list in a text.</summary>
internal static partial class PlanReader
{
    public static ImmutableArray<string> Read(string text)
    {
        string[] lines = [.. text.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd())];
        return Items(lines, Numbered()) is { IsEmpty: false } numbered ? numbered
            : Items(lines, Bulleted()) is { IsEmpty: false } bulleted ? bulleted
            : [.. lines.Select(Clean).Where(line => line.Length > 0)];
    }

    private static ImmutableArray<string> Items(string[] lines, Regex mark)
    {
        var items = ImmutableArray.CreateBuilder<string>();
        var outermost = int.MaxValue;
        var (isOpen, afterBlank) = (false, false);
        foreach (var line in lines)
        {
            if (line.Length == 0)
            {
                afterBlank = true;
                continue;
            }

            var indent = line.Length - line.TrimStart().Length;
            if (mark.Match(line) is { Success: true } match && indent <= outermost)
            {
                items.Add(match.Groups["text"].Value);
                outermost = Math.Min(outermost, indent);
                isOpen = true;
            }
            else if (isOpen && !Heading().IsMatch(line) && (!afterBlank || indent > outermost))
            {
                items[^1] += " " + line.TrimStart();
            }
            else
            {
                isOpen = false;
            }

            afterBlank = false;
        }

        return [.. items.Select(Clean).Where(item => item.Length > 0)];
    }

    // Emphasis around a whole item, or its title, says nothing about what is to be done.
    private static string Clean(string item) => item.Replace("**", "", StringComparison.Ordinal).Trim();

    [GeneratedRegex(@"^\s*(\*\*|#+\s*)?((step|plan)\s*)?\(?\d{1,3}\s*[.):]+(?!\d)\s*(\*\*(?=\s*\S))?(?<text>.*)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Numbered();

    /// <summary>Begins what a model writes between plans, and after them, where it carries them out.</summary>
    [GeneratedRegex(@"^\s*(reason(\s*\d+)?|answer)\s*:", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^\s*[-*•+]\s+(?<text>.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Bulleted();
}
