using System.Collections.Immutable;
using System.Text;

namespace SKReasoning;

/// <summary>Parts texts into units that can be left out one by one.</summary>
/// <remarks>The units of a text follow each other without gaps and cover it. Where a sentence ends and what it is, is told by English heuristics that protect rather too much. Thread-safe.</remarks>
public static class TextUnits
{
    /// <summary>The sentences, lines and code blocks of a message; its last one is protected.</summary>
    /// <param name="text">Any text; an empty one has no units.</param>
    /// <param name="protects">Says of a unit's text that it must be kept; null for no more than what is protected anyway.</param>
    public static ImmutableArray<TextUnit> OfMessage(string text, Func<string, bool>? protects = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        var units = Classify(text, SentenceSplitter.Ends(text), protects);
        for (var i = units.Length - 1; i >= 0; i--)
        {
            if (units[i].Protection != UnitProtection.Structure)
            {
                return units[i].IsProtected ? units : units.SetItem(i, units[i] with { Protection = UnitProtection.Last });
            }
        }

        return units;
    }

    /// <summary>The parts of a tool's result: members of a JSON object, elements of a JSON array, else lines, else sentences.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="protects">As for a message.</param>
    /// <remarks>Of containers that hold nothing but another container the innermost is parted. Members whose name tells an id, and the first of several lines, are protected.</remarks>
    public static ImmutableArray<TextUnit> OfResult(string text, Func<string, bool>? protects = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (JsonParts.TrySplit(text, out var parts))
        {
            return [.. parts.Select(part => part.IsProtected ? part : part with { Protection = UnitKind.OfMember(part.In(text), protects) })];
        }

        var lines = Classify(text, SentenceSplitter.LineEnds(text), protects);
        return lines.Length < 2 ? Classify(text, SentenceSplitter.Ends(text), protects)
            : lines[0].IsProtected ? lines : lines.SetItem(0, lines[0] with { Protection = UnitProtection.Structure });
    }

    /// <summary>The text without some of its units; JSON stays JSON.</summary>
    /// <param name="text">The text.</param>
    /// <param name="units">All of its units.</param>
    /// <param name="dropped">Indices of those that are left out.</param>
    /// <exception cref="ArgumentException">A unit that is left out is protected.</exception>
    public static string Without(string text, ImmutableArray<TextUnit> units, IReadOnlyCollection<int> dropped)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(dropped);
        if (dropped.Count == 0)
        {
            return text;
        }

        var left = new StringBuilder(text.Length);
        TextUnit? separator = null;
        var hasPart = false;
        for (var i = 0; i < units.Length; i++)
        {
            var unit = units[i];
            if (dropped.Contains(i))
            {
                if (unit.IsProtected)
                {
                    throw new ArgumentException($"Unit {i} is protected ({unit.Protection}) and cannot be left out.", nameof(dropped));
                }

                continue;
            }

            if (unit.Protection == UnitProtection.Separator)
            {
                separator = hasPart ? unit : null;
                continue;
            }

            if (separator is { } between && unit.Protection != UnitProtection.Structure)
            {
                left.Append(text, between.Start, between.Length);
            }

            separator = null;
            hasPart |= unit.Protection != UnitProtection.Structure;
            left.Append(text, unit.Start, unit.Length);
        }

        return left.ToString();
    }

    private static ImmutableArray<TextUnit> Classify(string text, IEnumerable<int> ends, Func<string, bool>? protects)
    {
        var units = ImmutableArray.CreateBuilder<TextUnit>();
        var start = 0;
        var isQuoted = false;
        foreach (var end in ends)
        {
            var unit = text[start..end];
            units.Add(new TextUnit(start, unit.Length, UnitKind.OfSentence(unit, protects, ref isQuoted)));
            start = end;
        }

        return units.ToImmutable();
    }
}
