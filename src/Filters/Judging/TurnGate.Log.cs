using Microsoft.Extensions.Logging;

namespace SKReasoning.Filters;

internal sealed partial class TurnGate
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Debug, Message = "Turn concluded: accepted {Accepted} after {Attempts} attempts; {Reason}")]
    private static partial void LogConcluded(ILogger logger, bool accepted, int attempts, string reason);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "Attempt {Attempt} failed; the best attempt before it is used.")]
    private static partial void LogRetryFailed(ILogger logger, Exception exception, int attempt);

    [LoggerMessage(EventId = 4, Level = LogLevel.Warning, Message = "The model gave no trace of a turn, so it passes unjudged. Models of AddLocalModel give one, services that give log-probabilities do with UseOpenAILogProbabilities; for others set Agreement.Samples.")]
    private static partial void LogUnjudged(ILogger logger);

    [LoggerMessage(EventId = 5, Level = LogLevel.Warning, Message = "The progress handler threw; the turn goes on.")]
    private static partial void LogProgressFailed(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 7, Level = LogLevel.Error, Message = "The report of a turn could not be written to the journal; the turn goes on.")]
    private static partial void LogNotRemembered(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 6, Level = LogLevel.Debug, Message = "Attempt {Attempt} was given up: the rewritten turn makes other calls than those that have run.")]
    private static partial void LogOtherCalls(ILogger logger, int attempt);
}
