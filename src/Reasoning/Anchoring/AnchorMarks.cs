using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace SKReasoning;

/// <summary>Marks anchored text inside a message, in a form that no user and no tool can write.</summary>
/// <remarks>
/// A mark holds a key of this process, so text from outside never becomes an anchor. Marks of another process are taken out like those of this one,
/// but anchor nothing: a message is to be marked anew, not stored with marks. Thread-safe.
/// </remarks>
public static partial class AnchorMarks
{
    private const char Sign = '\uF8E4';
    private static readonly string s_key = Guid.NewGuid().ToString("N");

    /// <summary>The text with a mark around it; empty text stays empty.</summary>
    public static string Wrap(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length == 0 ? text : $"{Open}{text}{Close}";
    }

    /// <summary>Whether a text holds marks, of whatever process.</summary>
    public static bool AreIn(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Contains(Sign, StringComparison.Ordinal) && Mark().IsMatch(text);
    }

    /// <summary>Takes the marks out of a text.</summary>
    /// <remarks>Marks inside marks count once; one that is not closed reaches to the end of the text.</remarks>
    public static AnchoredText Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.Contains(Sign, StringComparison.Ordinal))
        {
            return new AnchoredText(text, []);
        }

        var clean = new StringBuilder(text.Length);
        var anchors = ImmutableArray.CreateBuilder<Range>();
        var (depth, start, read) = (0, 0, 0);
        foreach (Match mark in Mark().Matches(text))
        {
            clean.Append(text, read, mark.Index - read);
            read = mark.Index + mark.Length;
            if (mark.Value == Open && depth++ == 0)
            {
                start = clean.Length;
            }
            else if (mark.Value == Close && depth > 0 && --depth == 0)
            {
                Add(anchors, start, clean.Length);
            }
        }

        clean.Append(text, read, text.Length - read);
        if (depth > 0)
        {
            Add(anchors, start, clean.Length);
        }

        return new AnchoredText(clean.ToString(), anchors.ToImmutable());
    }

    internal static string Open { get; } = $"{Sign}{s_key}[";

    internal static string Close { get; } = $"{Sign}{s_key}]";

    private static void Add(ImmutableArray<Range>.Builder anchors, int start, int end)
    {
        if (end > start)
        {
            anchors.Add(start..end);
        }
    }

    [GeneratedRegex("\uF8E4[0-9a-f]{32}[\\[\\]]")]
    private static partial Regex Mark();
}
