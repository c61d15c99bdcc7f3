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

    // As in AttnRL's code: steps at or over the 0.8 quantile in the order of the text, without the first one and without those that
    // are no thoughts any more where the turn has thoughts.
    private static BranchPoint MostInfluential(ReasoningTrace trace, int retry)
    {
        if (trace.Attention is null)
        {
            return Restart("the turn's attention was not read, so it is written anew");
        }

        var hasThoughts = trace.Steps.Any(step => step.IsThought);
        double[] influence = [.. trace.Steps.Select(step => hasThoughts && !step.IsThought ? 0 : step.Influence ?? 0)];
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

        var chosen = new Random(Mix(seed, retry)).Next(trace.Steps.Length);
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

    // SplitMix64: neighbouring seeds and retries must not draw alike, as they would from System.Random as they are.
    private static int Mix(int seed, int retry)
    {
        unchecked
        {
            var bits = ((ulong)(uint)seed << 32 | (uint)retry) + 0x9E3779B97F4A7C15;
            bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
            bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
            return (int)(bits ^ (bits >> 31));
        }
    }
}
