using System.Globalization;

namespace SKReasoning;

/// <summary>How plans, reasons and the answer are announced in the text. Immutable.</summary>
/// <remarks>Every opening stands at the start of a line; <c>{0}</c> is the number of the step. A plan ends with its line, a reason with a blank line.</remarks>
public sealed record PlanFormat
{
    /// <summary>Opens a plan.</summary>
    /// <value>Default <c>Plan {0}:</c></value>
    public string Plan { get; init; } = "Plan {0}:";

    /// <summary>Opens a reason.</summary>
    /// <value>Default <c>Reason {0}:</c></value>
    public string Reason { get; init; } = "Reason {0}:";

    /// <summary>Opens the answer, after which no step follows.</summary>
    /// <value>Default <c>Answer:</c></value>
    public string Answer { get; init; } = "Answer:";

    /// <summary>The opening of plan <paramref name="step"/>.</summary>
    public string PlanOpening(int step) => string.Format(CultureInfo.InvariantCulture, Plan, step);

    /// <summary>The opening of reason <paramref name="step"/>.</summary>
    public string ReasonOpening(int step) => string.Format(CultureInfo.InvariantCulture, Reason, step);

    /// <exception cref="ArgumentException">An opening cannot be told from the text around it.</exception>
    internal void Validate()
    {
        foreach (var opening in (string[])[Plan, Reason, Answer])
        {
            if (string.IsNullOrWhiteSpace(opening) || opening.Trim() != opening || opening.Contains('\n', StringComparison.Ordinal))
            {
                throw new ArgumentException($"The opening '{opening}' must be one line of text without blanks at its ends.", nameof(Plan));
            }
        }

        try
        {
            if (PlanOpening(1) == PlanOpening(2) || ReasonOpening(1) == ReasonOpening(2) || PlanOpening(1) == ReasonOpening(1))
            {
                throw new ArgumentException("The openings of plans and reasons must differ and hold the step's number as {0}.", nameof(Plan));
            }
        }
        catch (FormatException e)
        {
            throw new ArgumentException($"An opening cannot be formatted: {e.Message}", nameof(Plan), e);
        }

        if (PlanOpening(1).StartsWith(Answer, StringComparison.Ordinal) || ReasonOpening(1).StartsWith(Answer, StringComparison.Ordinal))
        {
            throw new ArgumentException($"The opening of the answer, '{Answer}', must not begin that of a plan or a reason, which could not be told from it.", nameof(Answer));
        }
    }
}
