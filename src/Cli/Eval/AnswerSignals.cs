using System.Collections.Immutable;

namespace SKReasoning.Cli.Eval;

/// <summary>Numbers of a trace that are thought to be higher for right answers.</summary>
internal static class AnswerSignals
{
    public static ImmutableSortedDictionary<string, double?> Of(ReasoningTrace trace) => new Dictionary<string, double?>
    {
        ["weakest token"] = trace.Tokens.IsEmpty ? null : trace.Tokens[trace.WeakestToken].LogProbability,
        ["mean log-probability"] = trace.Tokens.IsEmpty ? null : trace.MeanLogProbability,
        ["mean entropy, negated"] = trace.Tokens.IsEmpty ? null : -trace.Tokens.Average(token => (double)token.Entropy),
        ["length, negated"] = -trace.Tokens.Length,
        ["highest influence"] = trace.Steps.Max(step => step.Influence),
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);
}
