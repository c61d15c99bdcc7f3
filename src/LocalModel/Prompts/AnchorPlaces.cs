using System.Text;

namespace SKReasoning.LocalModel.Prompts;

/// <summary>Carries the ranges of anchored text through a chat template: a character is put at each end, and taken out of what the template writes.</summary>
internal static class AnchorPlaces
{
    /// <summary>Stands before anchored text: a private-use character, which <see cref="ControlTextGuard"/> takes out of all other texts.</summary>
    public const char Open = '\uF8E5';

    /// <summary>Stands after anchored text.</summary>
    public const char Close = '\uF8E6';

    /// <summary>The guarded form of a text with its anchors put in place.</summary>
    /// <param name="guarded">The text with marks of <see cref="ControlTextGuard"/>.</param>
    /// <param name="anchors">Ranges of the text without those marks.</param>
    /// <remarks>Blanks at the ends of a range stay outside of it: templates trim.</remarks>
    public static string Insert(string guarded, IEnumerable<Range> anchors)
    {
        var text = guarded.Replace(ControlTextGuard.Mark.ToString(), "", StringComparison.Ordinal);
        var ends = new Dictionary<int, string>();
        foreach (var anchor in anchors)
        {
            var (start, end) = (anchor.Start.Value, anchor.End.Value);
            var anchored = text[start..end];
            start += anchored.Length - anchored.TrimStart().Length;
            end -= anchored.Length - anchored.TrimEnd().Length;
            if (start < end)
            {
                ends[start] = ends.GetValueOrDefault(start) + Open;
                ends[end] = ends.GetValueOrDefault(end) + Close;
            }
        }

        var placed = new StringBuilder(guarded.Length + ends.Count);
        var read = 0;
        foreach (var character in guarded)
        {
            if (character != ControlTextGuard.Mark)
            {
                Put(placed, ends, read++);
            }

            placed.Append(character);
        }

        Put(placed, ends, read);
        return placed.ToString();
    }

    /// <summary>Takes the places out of a rendered prompt.</summary>
    /// <param name="rendered">The prompt; without its places afterwards.</param>
    /// <returns>Anchored ranges of what is left.</returns>
    public static List<Range> Take(ref string rendered)
    {
        var anchors = new List<Range>();
        var clean = new StringBuilder(rendered.Length);
        var start = -1;
        foreach (var character in rendered)
        {
            if (character == Open)
            {
                start = clean.Length;
            }
            else if (character == Close)
            {
                // A template that cuts a text apart may have dropped the other end.
                anchors.AddRange(start >= 0 ? [start..clean.Length] : []);
                start = -1;
            }
            else
            {
                clean.Append(character);
            }
        }

        rendered = clean.ToString();
        return anchors;
    }

    private static void Put(StringBuilder placed, Dictionary<int, string> ends, int at)
    {
        if (ends.TryGetValue(at, out var end))
        {
            placed.Append(end);
        }
    }
}
