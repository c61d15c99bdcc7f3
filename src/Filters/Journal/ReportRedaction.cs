using System.Collections.Immutable;

namespace SKReasoning.Filters;

/// <summary>Takes out of a report what must not be stored.</summary>
internal static class ReportRedaction
{
    /// <summary>The report as the options let it be stored.</summary>
    public static TurnReport Apply(TurnReport report, FileReasoningJournalOptions options)
    {
        if (options is { StoresTexts: true, Redact: null })
        {
            return report;
        }

        var redact = options.Redact ?? (text => text);
        return report with
        {
            Attempts = [.. report.Attempts.Select(attempt => attempt with
            {
                Branch = attempt.Branch is { } branch ? branch with { Prefix = WithoutIds(branch.Prefix), Reason = redact(branch.Reason) } : null,
                Critique = attempt.Critique is { } critique ? redact(critique) : null,
                UnsupportedArguments = [.. attempt.UnsupportedArguments.Select(argument => argument with { Value = options.StoresTexts ? redact(argument.Value) : "" })],
                Verdict = attempt.Verdict with { Reason = redact(attempt.Verdict.Reason) },
                Trace = attempt.Trace with
                {
                    Tokens = WithoutIds(attempt.Trace.Tokens),
                    TopTokens = [],
                    CanBranch = false,
                    Steps = [.. attempt.Trace.Steps.Select(step => step with { Text = options.StoresTexts ? redact(step.Text) : "" })],
                },
            })],
        };
    }

    private static ImmutableArray<TracedToken> WithoutIds(ImmutableArray<TracedToken> tokens) => [.. tokens.Select(token => token with { Id = 0 })];
}
