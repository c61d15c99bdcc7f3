namespace SKReasoning.LocalModel.Steering;

/// <summary>How the attention of a token is moved towards some keys.</summary>
/// <param name="keys">Positions of the keys; those behind the token do not count.</param>
/// <param name="scaling">By how much, and where.</param>
/// <remarks>Immutable; shared by all tokens of a segment.</remarks>
internal sealed class AttentionBias(IReadOnlyList<TokenRange> keys, AttentionScaling scaling)
{
    /// <summary>Positions of the keys, in order, each once.</summary>
    public IReadOnlyList<TokenRange> Keys { get; } = Merge(keys);

    public AttentionScaling Scaling { get; } = scaling;

    private static List<TokenRange> Merge(IReadOnlyList<TokenRange> ranges)
    {
        var merged = new List<TokenRange>(ranges.Count);
        foreach (var range in ranges.OrderBy(range => range.First))
        {
            if (merged.Count > 0 && range.First <= merged[^1].End)
            {
                merged[^1] = new TokenRange(merged[^1].First, Math.Max(merged[^1].End, range.End) - merged[^1].First);
            }
            else
            {
                merged.Add(range);
            }
        }

        return merged;
    }
}
