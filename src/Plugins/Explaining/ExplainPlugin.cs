using System.ComponentModel;
using System.Globalization;
using System.Text;
using Microsoft.SemanticKernel;

namespace SKReasoning.Plugins;

/// <summary>A kernel plugin that tells, in words and numbers, what the check of the last turn found.</summary>
/// <remarks>Asks no model, so it costs nothing. Thread-safe. Where several conversations share a journal, "last" is the last of all of them.</remarks>
/// <param name="journal">The reports to explain.</param>
public sealed class ExplainPlugin(IReasoningJournal journal)
{
    private const string LastVerdictName = "last_verdict";

    /// <summary>Explains the verdict on the last judged turn; where the model asks for it, the last one before its asking.</summary>
    [KernelFunction(LastVerdictName), Description("Explains whether the reasoning of the last turn was accepted, and why.")]
    public string LastVerdict() => LastReport() is { } report ? Explain(report) : "No turn has been judged yet.";

    /// <summary>The report that <see cref="LastVerdict"/> explains; null where no turn has been judged yet.</summary>
    public TurnReport? LastReport() => journal.NewestFirst().FirstOrDefault(report => !IsAsking(report));

    /// <summary>Explains a report: the verdict, each attempt with its cost, and the steps of the one that was kept.</summary>
    public static string Explain(TurnReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var text = new StringBuilder();
        Line(text, $"The turn was {(report.Verdict.Accepted ? "accepted" : "not accepted")}: {report.Verdict.Reason}.");
        foreach (var attempt in report.Attempts)
        {
            var from = attempt switch
            {
                { Branch: { } branch } => $", branched before step {branch.Step + 1} because {branch.Reason}",
                { View: DerivationView.ReorderedFacts } => ", derived from the facts in another order",
                { View: DerivationView.Sampled } => ", drawn anew",
                _ => "",
            };
            Line(text, $"Attempt {attempt.Number}{from}: {attempt.Trace.NewTokens} tokens, mean log-probability {attempt.Trace.MeanLogProbability:F3}, {(attempt.Verdict.Accepted ? "accepted" : "rejected")}.");
        }

        Line(text, $"Attempt {report.KeptAttempt.Number} was kept. Its steps:");
        for (var i = 0; i < report.KeptAttempt.Trace.Steps.Length; i++)
        {
            var step = report.KeptAttempt.Trace.Steps[i];
            var influence = step.Influence is { } value ? string.Create(CultureInfo.InvariantCulture, $", influence {value:F3}") : "";
            Line(text, $"{i + 1}. {step.Text.ReplaceLineEndings(" ")} (confidence {step.Confidence:F2}, weakest token {step.WeakestLogProbability:F2}{influence})");
        }

        return text.ToString().TrimEnd();
    }

    private static bool IsAsking(TurnReport report)
        => report.KeptAttempt.Trace.Steps is [.., { Kind: StepKind.ToolCall } call] && call.Text.Contains(LastVerdictName, StringComparison.Ordinal);

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
