using System.Collections.Immutable;
using System.Text.Json;

namespace SKReasoning;

/// <summary>Parts JSON into the members or elements of one container, with the commas between them.</summary>
internal static class JsonParts
{
    /// <summary>False where the text is no JSON object or array.</summary>
    public static bool TrySplit(string text, out ImmutableArray<TextUnit> parts)
    {
        parts = [];
        if (!IsContainer(text))
        {
            return false;
        }

        var open = text.AsSpan().IndexOfAny('{', '[');
        var bounds = Bounds(text, open);
        while (bounds.Length == 2 && OnlyContainer(text, bounds) is var inner and >= 0)
        {
            bounds = Bounds(text, inner);
        }

        // Bounds are the brackets and the commas between them.
        var units = ImmutableArray.CreateBuilder<TextUnit>();
        Add(units, 0, bounds[0] + 1, UnitProtection.Structure);
        for (var i = 1; i < bounds.Length; i++)
        {
            var start = bounds[i - 1] + 1;
            Add(units, start, bounds[i], string.IsNullOrWhiteSpace(text[start..bounds[i]]) ? UnitProtection.Structure : UnitProtection.None);
            if (i < bounds.Length - 1)
            {
                Add(units, bounds[i], bounds[i] + 1, UnitProtection.Separator);
            }
        }

        Add(units, bounds[^1], text.Length, UnitProtection.Structure);
        parts = units.ToImmutable();
        return true;
    }

    private static bool IsContainer(string text)
    {
        if (text.AsSpan().TrimStart() is not (['{', ..] or ['[', ..]))
        {
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
        catch (ArgumentException)
        {
            // Half a surrogate pair.
            return false;
        }
    }

    private static int OnlyContainer(string text, int[] bounds)
    {
        var inner = text.AsSpan(bounds[0] + 1, bounds[1] - bounds[0] - 1);
        var at = inner.LastIndexOfAny('}', ']') is var end and >= 0 && inner[(end + 1)..].IsWhiteSpace() ? Skip(inner) : -1;
        return at < 0 ? -1 : bounds[0] + 1 + at;
    }

    // Index of the bracket that the value begins with, after the name of a member; −1 where it begins with another character.
    private static int Skip(ReadOnlySpan<char> inner)
    {
        var at = inner.Length - inner.TrimStart().Length;
        if (inner[at] == '"')
        {
            for (at++; inner[at] != '"'; at += inner[at] == '\\' ? 2 : 1)
            {
            }

            at++;
            at += inner[at..].Length - inner[at..].TrimStart().Length;
            at++;
            at += inner[at..].Length - inner[at..].TrimStart().Length;
        }

        return inner[at] is '{' or '[' ? at : -1;
    }

    private static int[] Bounds(string text, int open)
    {
        var bounds = new List<int> { open };
        var (depth, inString) = (0, false);
        for (var i = open; ; i++)
        {
            var character = text[i];
            if (inString)
            {
                i += character == '\\' ? 1 : 0;
                inString = character != '"';
                continue;
            }

            inString = character == '"';
            depth += character is '{' or '[' ? 1 : character is '}' or ']' ? -1 : 0;
            if ((character == ',' && depth == 1) || depth == 0)
            {
                bounds.Add(i);
            }

            if (depth == 0)
            {
                return [.. bounds];
            }
        }
    }

    private static void Add(ImmutableArray<TextUnit>.Builder units, int start, int end, UnitProtection protection)
    {
        if (end > start)
        {
            units.Add(new TextUnit(start, end - start, protection));
        }
    }
}
