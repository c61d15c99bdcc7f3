namespace SKReasoning.Benchmarks.Verdicts;

/// <summary>A number of a trace that is thought to be higher for right answers.</summary>
internal sealed record Signal(string Name, Func<ReasoningTrace, double> Measure)
{
    public static IReadOnlyList<Signal> All { get; } =
    [
        new("weakest token's log-probability", trace => trace.Tokens.Select(token => token.LogProbability).DefaultIfEmpty().Min()),
        new("mean log-probability", trace => trace.MeanLogProbability),
        new("mean entropy, negated", trace => -trace.Tokens.Select(token => token.Entropy).DefaultIfEmpty().Average()),
        new("length, negated", trace => -trace.Tokens.Length),
    ];
}
