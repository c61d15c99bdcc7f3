namespace SKReasoning;

/// <summary>Chooses branch points by influence, as AttnRL (arXiv 2509.26628, section 3.2 and its code) does, with distances scaled to the turn.</summary>
/// <remarks>
/// The paper's 512 tokens suit chains of thousands; on a turn of hundreds nothing would ever be far enough. Where fewer points than wanted
/// qualify there are fewer: the released code fills up with the first steps of the text, which is no choice by influence.
/// </remarks>
internal static class InfluencePoints
{
    private const double Quantile = 0.8;
    private const int LargestGap = 512;
    private const double LargestGapShare = 0.1;

    // A step of a word or two wins by its shortness: the step matrix is a mean over its few tokens.
    private const int ShortestStep = 4;

    /// <summary>Chooses steps of a turn.</summary>
    /// <param name="trace">The turn.</param>
    /// <param name="count">Most points.</param>
    /// <param name="highestFirst">Whether candidates are taken in order of influence instead of the text's.</param>
    /// <returns>Indices of steps in the order they are to be tried; empty where none qualifies.</returns>
    public static IReadOnlyList<int> Choose(ReasoningTrace trace, int count, bool highestFirst)
    {
        var hasThoughts = trace.Steps.Any(step => step.IsThought);
        bool CanBranch(int index)
        {
            var step = trace.Steps[index];
            return index > 0 && step.Kind != StepKind.ToolCall && (step.IsThought || !hasThoughts) && step.TokenCount >= ShortestStep;
        }

        double[] influence = [.. trace.Steps.Select((step, index) => CanBranch(index) ? step.Influence ?? 0 : 0)];
        var candidates = Candidates(influence);
        var order = highestFirst ? candidates.OrderByDescending(step => influence[step]) : candidates.Order();
        var spans = trace.Steps.Select(step => new Range(step.FirstToken, step.FirstToken + step.TokenCount)).ToArray();
        return Spaced(order, spans, count, Math.Min(LargestGap, LargestGapShare * trace.Tokens.Length));
    }

    /// <summary>The steps at or over the 0.8 quantile of all steps; where that is 0, all that are not 0.</summary>
    /// <param name="influence">Influence of every step; 0 for one that is no candidate.</param>
    public static IEnumerable<int> Candidates(double[] influence)
    {
        double[] sorted = [.. influence.Order()];
        var threshold = Math.Max(sorted.Length == 0 ? 0 : Interpolate(sorted, Quantile), double.Epsilon);
        return Enumerable.Range(0, influence.Length).Where(step => influence[step] >= threshold);
    }

    /// <summary>Takes steps in order, as long as each lies far enough from the start and from those taken before it.</summary>
    /// <param name="candidates">Indices of steps.</param>
    /// <param name="spans">Tokens of every step.</param>
    /// <param name="count">Most steps to take.</param>
    /// <param name="gap">Fewest tokens before a step, and between the end of one and the start of the next.</param>
    public static IReadOnlyList<int> Spaced(IEnumerable<int> candidates, ReadOnlySpan<Range> spans, int count, double gap)
    {
        var taken = new List<int>();
        foreach (var candidate in candidates)
        {
            var isFar = spans[candidate].Start.Value >= gap;
            foreach (var other in taken)
            {
                var (first, second) = candidate < other ? (candidate, other) : (other, candidate);
                isFar &= spans[second].Start.Value - spans[first].End.Value >= gap;
            }

            if (isFar && taken.Count < count)
            {
                taken.Add(candidate);
            }
        }

        return taken;
    }

    private static double Interpolate(double[] sorted, double share)
    {
        var position = share * (sorted.Length - 1);
        var below = (int)position;
        return below + 1 < sorted.Length ? sorted[below] + ((position - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }
}
