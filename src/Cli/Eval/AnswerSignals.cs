using System.Collections.Immutable;

namespace SKReasoning.Cli.Eval;

/// <summary>Numbers of a trace that are thought to be higher for right answers.</summary>
internal static class AnswerSignals
{
    // Of these, less is thought to be better.
    private static readonly string[] s_negated = ["length.", "entropy."];

    public static ImmutableSortedDictionary<string, double?> Of(ReasoningTrace trace)
        => TraceFeatures.Of(trace).Features.ToImmutableSortedDictionary(
            feature => feature.Name,
            feature => s_negated.Any(start => feature.Name.StartsWith(start, StringComparison.Ordinal)) ? -feature.Value : feature.Value,
            StringComparer.Ordinal);
}
