namespace SKReasoning.Evaluation;

/// <summary>A question with a known answer, such as a line of a file of one's own.</summary>
/// <param name="Id">Names the item.</param>
/// <param name="Question">What is asked.</param>
/// <param name="Check">Whether a text answers it.</param>
public sealed record QuestionItem(string Id, string Question, Func<string, bool> Check) : EvaluationItem(Id, Question)
{
    /// <inheritdoc/>
    public override bool IsRight(GivenAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return Check(answer.Text);
    }
}
