using System.Collections.Immutable;

namespace SKReasoning;

/// <summary>A text and the ranges of it that are anchored.</summary>
/// <param name="Text">The text as people read it, without marks.</param>
/// <param name="Anchors">Ranges in characters, in order, apart from each other, none empty.</param>
public sealed record AnchoredText(string Text, ImmutableArray<Range> Anchors);
