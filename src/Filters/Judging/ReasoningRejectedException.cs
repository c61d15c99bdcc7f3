namespace SKReasoning.Filters;

/// <summary>No attempt at a turn was accepted and <see cref="ReasoningFilterOptions.OnFail"/> is <see cref="OnFail.Throw"/>.</summary>
public sealed class ReasoningRejectedException : Exception
{
    /// <summary>Creates the exception.</summary>
    public ReasoningRejectedException()
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    public ReasoningRejectedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    public ReasoningRejectedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception for a turn.</summary>
    public ReasoningRejectedException(TurnReport report)
        : base($"The turn was rejected after {report?.Attempts.Length} attempts: {report?.Verdict.Reason}. No tool of it has run.") => Report = report;

    /// <summary>All attempts at the turn; null where the exception was not made from a report.</summary>
    public TurnReport? Report { get; }
}
