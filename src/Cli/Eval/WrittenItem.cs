using System.Collections.Immutable;
using SKReasoning.Evaluation;

namespace SKReasoning.Cli.Eval;

/// <summary>One answer of a model to an item: what it said and did, and how its turns came to be.</summary>
/// <param name="Answer">What it said and called.</param>
/// <param name="Reports">A report for each turn, in order.</param>
/// <param name="ReadTokens">Tokens that were read for it: prompts, masked rows, and texts that were scored.</param>
/// <param name="ExtraTokens">Tokens that were written beside its turns.</param>
internal sealed record WrittenItem(GivenAnswer Answer, ImmutableArray<TurnReport> Reports, int ReadTokens, int ExtraTokens)
{
    /// <summary>Time that it took.</summary>
    public double Seconds { get; init; }

    /// <summary>Tokens that were written, those of attempts that were not kept included.</summary>
    public int Tokens => ExtraTokens + Reports.Sum(report => report.Attempts.Sum(attempt => attempt.Trace.NewTokens));

    /// <summary>Mean log-probability of all tokens of the turns that were kept.</summary>
    public double MeanLogProbability
        => Reports.SelectMany(report => report.KeptAttempt.Trace.Tokens).Select(token => (double)token.LogProbability).DefaultIfEmpty().Average();
}
