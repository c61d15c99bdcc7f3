using System.Collections.Immutable;

namespace SKReasoning;

/// <summary>The heads of a model that decide about influence.</summary>
public abstract record HeadSelection
{
    private HeadSelection()
    {
    }

    /// <summary>Every head of every layer that was read.</summary>
    public static HeadSelection All { get; } = new Every();

    /// <summary>The heads that look back at few steps much more than at the others: those of highest kurtosis over the steps of the text.</summary>
    /// <param name="count">Number of heads, at least 1; all where there are fewer.</param>
    /// <remarks>See <see cref="ForwardInfluence"/> for what is compared, and for ties.</remarks>
    public static HeadSelection MostPeaked(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return new Peaked(count);
    }

    /// <summary>A list made beforehand, by calibration for example.</summary>
    /// <exception cref="ArgumentException">The list is empty.</exception>
    public static HeadSelection Of(params ReadOnlySpan<AttentionHead> heads)
        => heads.IsEmpty ? throw new ArgumentException("The list names no head.", nameof(heads)) : new Listed([.. heads]);

    internal sealed record Every : HeadSelection;

    internal sealed record Peaked(int Count) : HeadSelection;

    internal sealed record Listed(ImmutableArray<AttentionHead> Heads) : HeadSelection;
}
