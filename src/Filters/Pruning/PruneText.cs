using System.Collections.Immutable;

namespace SKReasoning.Filters;

/// <summary>A text of a request whose units may be left out.</summary>
/// <param name="Message">Index of its message.</param>
/// <param name="Content">Index of its content in the message.</param>
/// <param name="Text">The text.</param>
/// <param name="Units">Its units.</param>
internal sealed record PruneText(int Message, int Content, string Text, ImmutableArray<TextUnit> Units)
{
    /// <summary>The text with a mark around each unit that is more than structure.</summary>
    public string Marked() => string.Concat(Units.Select(unit => IsMarked(unit) ? AnchorMarks.Wrap(unit.In(Text)) : unit.In(Text)));

    /// <summary>Whether a unit's attention can be told.</summary>
    public static bool IsMarked(TextUnit unit) => unit.Protection is not (UnitProtection.Structure or UnitProtection.Separator);
}
