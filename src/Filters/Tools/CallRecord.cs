namespace SKReasoning.Filters;

/// <summary>What a ledger knows of a call.</summary>
/// <param name="State">How far it has come.</param>
/// <param name="Result">The result as the model reads it, or the exception's message; empty for a call that was only begun.</param>
public sealed record CallRecord(CallState State, string Result)
{
    /// <summary>The record of a call that was begun and nothing else.</summary>
    public static CallRecord Begun { get; } = new(CallState.Begun, "");
}
