namespace SKReasoning.Evaluation;

/// <summary>What a model answered: its last text, and the calls that it made on the way.</summary>
/// <param name="Text">Text of the last turn.</param>
/// <param name="Calls">All calls of the conversation in order.</param>
public sealed record GivenAnswer(string Text, IReadOnlyList<GivenCall> Calls)
{
    /// <summary>An answer without calls.</summary>
    public static GivenAnswer Of(string text) => new(text, []);
}
