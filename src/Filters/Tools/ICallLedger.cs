namespace SKReasoning.Filters;

/// <summary>Remembers which calls have run, so that none whose tool is not idempotent runs twice in a request.</summary>
/// <remarks>
/// Implementations are thread-safe. A ledger that outlives the process, such as <see cref="FileCallLedger"/>, keeps the promise over a
/// crash; one in the database that the tool writes to, in the same transaction, also knows the outcome of a call that broke off.
/// </remarks>
public interface ICallLedger
{
    /// <summary>What is known of a call; null where it was never begun.</summary>
    ValueTask<CallRecord?> FindAsync(string key, CancellationToken cancellationToken);

    /// <summary>Records that a call is about to run, in one step with asking whether it has.</summary>
    /// <returns>Null where the caller may run it, and says then how it ended; otherwise what is known of it.</returns>
    ValueTask<CallRecord?> BeginAsync(string key, CancellationToken cancellationToken);

    /// <summary>Records how a call that was begun has ended. Not to be cancelled: the call has run.</summary>
    ValueTask EndAsync(string key, CallRecord record);
}
