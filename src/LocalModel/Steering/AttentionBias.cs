using SKReasoning.LocalModel.Capture;

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

    /// <summary>The cells that a token's keys are in, as runs of consecutive ones; keys behind the token, and those without a cell, are left out.</summary>
    /// <param name="token">The token.</param>
    /// <param name="cacheKind">Which of its cell maps is meant.</param>
    public List<TokenRange> CellsFor(CapturedToken token, int cacheKind)
    {
        var cells = new List<TokenRange>();
        foreach (var keys in Keys)
        {
            var end = Math.Min(keys.End, token.Position + 1);
            for (var position = keys.First; position < end;)
            {
                var count = Math.Min(token.Cells[cacheKind].RunFrom(position, out var cell), end - position);
                if (cell >= 0)
                {
                    cells.Add(new TokenRange(cell, count));
                }

                position += count;
            }
        }

        return cells;
    }

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
