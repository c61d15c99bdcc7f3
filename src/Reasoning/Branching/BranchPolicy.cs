using System.Globalization;

namespace SKReasoning;

/// <summary>Chooses where a retry leaves a rejected turn.</summary>
public static class BranchPolicy
{
    /// <summary>Share of the steps, by influence, that are no candidates for a branch.</summary>
    private const double InfluenceQuantile = 0.8;

    /// <summary>Chooses the branch point of a retry.</summary>
    /// <param name="from">The rule.</param>
    /// <param name="trace">The rejected turn.</param>
    /// <param name="verdict">The verdict on it.</param>
    /// <param name="retry">Number of the retry, from 1.</param>
    /// <param name="seed">Seed of the random rule.</param>
    /// <remarks>Thread-safe; the same input gives the same point.</remarks>
    public static BranchPoint Choose(BranchFrom from, ReasoningTrace trace, Verdict verdict, int retry, int seed)
    {
        ArgumentNullException.ThrowIfNull(trace);
        ArgumentNullException.ThrowIfNull(verdict);
        ArgumentOutOfRangeException.ThrowIfLessThan(retry, 1);
        return from switch
        {
            BranchFrom.Restart => Restart("the turn is written anew from its start"),
            BranchFrom.Weakest => verdict.WeakestStep is { } weakest
                ? At(trace, from, weakest, $"step {weakest + 1} is the one trusted least")
                : Restart("the verdict names no step, so the turn is written anew"),
            BranchFrom.BeforeWeakest => verdict.WeakestStep is { } weakest
                ? At(trace, from, Math.Max(0, weakest - 1), $"it precedes step {weakest + 1}, the one trusted least")
                : Restart("the verdict names no step, so the turn is written anew"),
            BranchFrom.Influence => MostInfluential(trace, retry),
            BranchFrom.Entropy => MostUncertain(trace),
            BranchFrom.Random => AnyStep(trace, retry, seed),
            _ => throw new ArgumentOutOfRangeException(nameof(from), from, "Unknown rule."),
        };
    }

    // AttnRL, section 4 of the code: steps at or over the 0.8 quantile in the order of the text, without the first one.
    private static BranchPoint MostInfluential(ReasoningTrace trace, int retry)
    {
        double[] influence = [.. trace.Steps.Select(step => step.Influence ?? 0)];
        if (influence.Length > 0)
        {
            influence[0] = 0;
        }

        if (!influence.Any(value => value > 0))
        {
            return Restart($"the turn has too few steps for an influence at distance {trace.InfluenceDistance}, so it is written anew");
        }

        var threshold = Quantile(influence, InfluenceQuantile);
        threshold = threshold > 0 ? threshold : influence.Where(value => value > 0).Min();
        int[] candidates = [.. Enumerable.Range(1, influence.Length - 1).Where(step => influence[step] >= threshold)];
        var chosen = candidates[(retry - 1) % candidates.Length];
        return At(trace, BranchFrom.Influence, chosen, string.Create(CultureInfo.InvariantCulture, $"later steps look back at step {chosen + 1} (influence {influence[chosen]:F3})"));
    }

    private static BranchPoint MostUncertain(ReasoningTrace trace)
    {
        if (trace.Steps.IsEmpty)
        {
            return Restart("the turn has no steps, so it is written anew");
        }

        var chosen = trace.Steps.IndexOf(trace.Steps.MaxBy(step => step.MeanEntropy)!);
        return At(trace, BranchFrom.Entropy, chosen, string.Create(CultureInfo.InvariantCulture, $"step {chosen + 1} has the highest mean entropy ({trace.Steps[chosen].MeanEntropy:F2} nats)"));
    }

    private static BranchPoint AnyStep(ReasoningTrace trace, int retry, int seed)
    {
        if (trace.Steps.IsEmpty)
        {
            return Restart("the turn has no steps, so it is written anew");
        }

        var chosen = new Random(HashCode(seed, retry)).Next(trace.Steps.Length);
        return At(trace, BranchFrom.Random, chosen, $"step {chosen + 1} was drawn at random");
    }

    private static BranchPoint At(ReasoningTrace trace, BranchFrom from, int step, string reason)
        => new(from, step, trace.Tokens[..trace.Steps[step].FirstToken], trace.Attention?.Prefix(step + 1), reason);

    private static BranchPoint Restart(string reason) => new(BranchFrom.Restart, 0, [], null, reason);

    private static double Quantile(double[] values, double share)
    {
        double[] sorted = [.. values.Order()];
        var position = share * (sorted.Length - 1);
        var below = (int)position;
        return below + 1 < sorted.Length ? sorted[below] + ((position - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }

    // System.HashCode differs from process to process; a seed must not.
    private static int HashCode(int seed, int retry) => unchecked((seed * 397) ^ retry);
}
