using System.Collections.Immutable;

namespace SKReasoning;

/// <summary>How a turn came to be: its attempts, and the one that was kept.</summary>
/// <param name="Id">Identifies the report in its <see cref="IReasoningJournal"/>.</param>
/// <param name="Attempts">All attempts in order; at least one.</param>
/// <param name="Kept">Index of the attempt that was passed on.</param>
public sealed record TurnReport(string Id, ImmutableArray<Attempt> Attempts, int Kept)
{
    /// <summary>Key of the report's id in the properties of a message, an update or a function call; the value is a string.</summary>
    public const string MetadataKey = "skreasoning.turn";

    /// <summary>Key of whether the turn was accepted; the value is a boolean.</summary>
    public const string AcceptedKey = "skreasoning.accepted";

    /// <summary>Key of the verdict's reason; the value is a string.</summary>
    public const string ReasonKey = "skreasoning.reason";

    /// <summary>The attempt that was passed on.</summary>
    public Attempt KeptAttempt => Attempts[Kept];

    /// <summary>The verdict on the attempt that was passed on.</summary>
    public Verdict Verdict => KeptAttempt.Verdict;

    /// <summary>Tokens that the retries wrote: what checking cost beyond the first attempt.</summary>
    public int RetryTokens => Attempts.Skip(1).Sum(attempt => attempt.Trace.NewTokens);

    /// <summary>The report without step matrices, which are large and have served when a turn is concluded.</summary>
    public TurnReport Detach() => this with
    {
        Attempts = [.. Attempts.Select(attempt => attempt with
        {
            Branch = attempt.Branch is { } branch ? branch with { Attention = null } : null,
            Trace = attempt.Trace with { Attention = null },
        })],
    };

    /// <summary>Concludes a turn: an accepted attempt is kept before a rejected one, then a whole one before one that is empty or was cut off, then the one of highest mean log-probability, then the earliest.</summary>
    /// <exception cref="ArgumentException">There is no attempt.</exception>
    public static TurnReport Conclude(IReadOnlyList<Attempt> attempts)
    {
        ArgumentNullException.ThrowIfNull(attempts);
        if (attempts.Count == 0)
        {
            throw new ArgumentException("A turn has at least one attempt.", nameof(attempts));
        }

        var kept = Enumerable.Range(0, attempts.Count).MaxBy(i => (attempts[i].Verdict.Accepted, attempts[i].Trace is { IsTruncated: false, Tokens.IsEmpty: false }, attempts[i].Trace.MeanLogProbability, -i));
        return new TurnReport(Guid.NewGuid().ToString("N"), [.. attempts], kept);
    }
}
