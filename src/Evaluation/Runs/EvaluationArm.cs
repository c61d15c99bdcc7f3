namespace SKReasoning.Evaluation;

/// <summary>A way to answer that is measured.</summary>
/// <param name="Name">Name of the arm, unique in a run.</param>
/// <param name="Description">What it does, in a few words.</param>
/// <param name="AnswerAsync">Answers an item with a seed; called for several items at a time. The same item and seed should give the same outcome.</param>
public sealed record EvaluationArm(string Name, string Description, Func<EvaluationItem, int, CancellationToken, Task<ItemOutcome>> AnswerAsync);
