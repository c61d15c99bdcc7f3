using System.Globalization;

namespace SKReasoning;

/// <summary>Chooses where a retry leaves a rejected turn.</summary>
public static class BranchPolicy
{
    // Branch points of a turn, taken in turns by its retries; the paper's N, and four retries give its T of two continuations each.
    private const int Points = 2;

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
        if (!trace.CanBranch && from != BranchFrom.Restart)
        {
            return Restart("the model cannot go on from a prefix, so the turn is written anew");
        }

        return from switch
        {
            BranchFrom.Restart => Restart("the turn is written anew from its start"),
            BranchFrom.Weakest => verdict.WeakestStep is { } weakest
                ? At(trace, from, weakest, $"step {weakest + 1} is the one trusted least")
                : Restart("the verdict names no step, so the turn is written anew"),
            BranchFrom.BeforeWeakest => verdict.WeakestStep is { } weakest
                ? At(trace, from, Math.Max(0, weakest - 1), $"it precedes step {weakest + 1}, the one trusted least")
                : Restart("the verdict names no step, so the turn is written anew"),
            BranchFrom.Influence or BranchFrom.HighestInfluence => Influential(from, trace, retry),
            BranchFrom.Entropy => MostUncertain(trace),
            BranchFrom.Random => AnyStep(trace, retry, seed),
            BranchFrom.Equidistant => Equidistant(trace, retry),
            _ => throw new ArgumentOutOfRangeException(nameof(from), from, "Unknown rule."),
        };
    }

    private static BranchPoint Influential(BranchFrom from, ReasoningTrace trace, int retry)
    {
        if (trace.Attention is null)
        {
            return Restart("the turn's attention was not read, so it is written anew");
        }

        if (trace.Steps.All(step => step.Influence is null))
        {
            return Restart($"the turn has too few steps for an influence at distance {trace.InfluenceDistance}, so it is written anew");
        }

        var points = InfluencePoints.Choose(trace, Points, highestFirst: from == BranchFrom.HighestInfluence);
        if (points.Count == 0)
        {
            return Restart("no step of high influence is one to branch at, so the turn is written anew");
        }

        var chosen = points[(retry - 1) % points.Count];
        return At(trace, from, chosen, string.Create(CultureInfo.InvariantCulture, $"later steps look back at step {chosen + 1} (influence {trace.Steps[chosen].Influence:F3})"));
    }

    private static BranchPoint Equidistant(ReasoningTrace trace, int retry)
    {
        var part = 1 + ((retry - 1) % Points);
        var target = (double)trace.Tokens.Length * part / (Points + 1);
        int[] steps = [.. Enumerable.Range(1, Math.Max(0, trace.Steps.Length - 1)).Where(step => trace.Steps[step].Kind != StepKind.ToolCall)];
        if (steps.Length == 0)
        {
            return Restart("the turn has no second step to branch at, so it is written anew");
        }

        var chosen = steps.MinBy(step => Math.Abs(trace.Steps[step].FirstToken - target));
        return At(trace, BranchFrom.Equidistant, chosen, $"step {chosen + 1} begins nearest to part {part} of {Points + 1} of the turn");
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
