using System.Collections.Immutable;

namespace SKReasoning.Filters;

/// <summary>An answer that the model wrote for a trial.</summary>
/// <param name="Value">What it comes down to.</param>
/// <param name="Tokens">Its tokens; empty where the model wrote none or tells none.</param>
/// <param name="Mean">Mean log-probability of its tokens.</param>
/// <param name="IsWhole">Whether the model ended it by itself.</param>
internal sealed record ProbedAnswer(string Value, ImmutableArray<int> Tokens, double Mean, bool IsWhole)
{
    public bool IsUsable => IsWhole && !Tokens.IsEmpty;
}
