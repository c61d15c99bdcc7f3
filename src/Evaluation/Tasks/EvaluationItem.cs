using Microsoft.Extensions.AI;

namespace SKReasoning.Evaluation;

/// <summary>One question of an evaluation, and what is true of it.</summary>
/// <param name="Id">Names the item within its task set; the same questions have the same ids in every run.</param>
/// <param name="Question">What the user says.</param>
/// <remarks>Immutable; safe for use by many arms at a time.</remarks>
public abstract record EvaluationItem(string Id, string Question)
{
    /// <summary>How hard the item is, by a measure of its own, such as the operations to the answer; null where nobody knows.</summary>
    public int? Difficulty { get; init; }

    /// <summary>What the system says first; an arm may say something else.</summary>
    /// <value>Default null: nothing.</value>
    public string? SystemPrompt { get; init; }

    /// <summary>Most tokens of one turn.</summary>
    /// <value>Default 1024.</value>
    public int MaxOutputTokens { get; init; } = 1024;

    /// <summary>The tools that the model may call, made anew for every answer, since they may keep what was done with them.</summary>
    /// <returns>Default: none.</returns>
    public virtual IReadOnlyList<AITool> CreateTools() => [];

    /// <summary>Whether an answer is right.</summary>
    public abstract bool IsRight(GivenAnswer answer);

    /// <summary>Whether a step says the truth; null where it says nothing that can be checked.</summary>
    public virtual bool? IsStepTrue(string text) => null;

    /// <summary>What of an answer counts when answers are compared: equal texts are votes for the same answer.</summary>
    public virtual string VoteOf(GivenAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return answer.Calls.Count > 0 ? string.Join('\n', answer.Calls) : FinalAnswer.Of(answer.Text);
    }
}
