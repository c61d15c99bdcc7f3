using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace SKReasoning.Plugins;

/// <summary>How a model solved a task, and what the check of its reasoning found.</summary>
/// <param name="Text">What the model wrote: its steps and the answer.</param>
/// <param name="Verdict">The verdict on the reasoning; null where the model opens nothing of how it wrote. Its score is not a number where only the verdict is known.</param>
/// <param name="Steps">The steps with their signals; empty where nothing is known of them.</param>
/// <param name="ReportId">Id of the turn's report in the <see cref="ReasoningJournal"/>; null where no reasoning middleware judged it.</param>
public sealed record Solution(string Text, Verdict? Verdict, ImmutableArray<ReasoningStep> Steps, string? ReportId)
{
    /// <summary>What the answer comes down to, as <see cref="AnswerValue"/> reads it.</summary>
    public string Value => AnswerValue.Of(Text);

    /// <summary>The text, and below it the verdict.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(string.IsNullOrWhiteSpace(Text) ? "The model wrote nothing." : Text.Trim()).Append("\n\n");
        if (Verdict is null)
        {
            return text.Append("The reasoning was not checked: the model does not tell how it wrote.").ToString();
        }

        text.Append(CultureInfo.InvariantCulture, $"The reasoning was {(Verdict.Accepted ? "accepted" : "not accepted")}: {Verdict.Reason}.");
        if (Verdict.WeakestStep is { } weakest && weakest < Steps.Length)
        {
            text.Append(CultureInfo.InvariantCulture, $" The step trusted least is {weakest + 1} of {Steps.Length}, with confidence {Steps[weakest].Confidence:F2}.");
        }

        return text.ToString();
    }
}
