namespace SKReasoning.LocalModel.Grammar;

/// <summary>A part of a regular expression.</summary>
internal abstract record PatternPart
{
    private const long Huge = int.MaxValue;

    /// <summary>How many parts there are once counted repetitions are written out; at least 1, and not counted past 2³¹ − 1.</summary>
    public abstract long Size { get; }

    /// <summary>One character of a set.</summary>
    internal sealed record Characters(CodePointSet Set) : PatternPart
    {
        public override long Size => 1;
    }

    /// <summary>All parts, one after the other.</summary>
    internal sealed record Sequence(IReadOnlyList<PatternPart> Parts) : PatternPart
    {
        public override long Size { get; } = Math.Min(Huge, 1 + Parts.Sum(part => part.Size));
    }

    /// <summary>One of the parts.</summary>
    internal sealed record Choice(IReadOnlyList<PatternPart> Parts) : PatternPart
    {
        public override long Size { get; } = Math.Min(Huge, 1 + Parts.Sum(part => part.Size));
    }

    /// <summary>The part from <paramref name="Min"/> to <paramref name="Max"/> times; without limit where that is null.</summary>
    internal sealed record Repeat(PatternPart Part, int Min, int? Max) : PatternPart
    {
        public override long Size { get; } = Math.Min(Huge, 1 + (Part.Size * Math.Max(Max ?? Min + 1L, 1)));
    }
}
