namespace SKReasoning.Filters;

/// <summary>Counts which answer the derivations of a turn support.</summary>
internal sealed class Ballot
{
    private readonly List<(string Answer, double Weight, int Attempt)> _votes = [];
    private readonly double _lead;

    /// <param name="options">When derivations agree.</param>
    public Ballot(CorroborationOptions options) => _lead = options.Lead;

    /// <summary>Counts an attempt; one that was cut off, is empty or cannot be used has no vote.</summary>
    /// <param name="attempt">The attempt; it is the next one.</param>
    /// <param name="index">Its index.</param>
    /// <param name="answer">What of it counts.</param>
    public void Count(Attempt attempt, int index, string answer)
    {
        if (attempt.Trace is { IsTruncated: false, Tokens.IsEmpty: false } trace)
        {
            _votes.Add((answer, Math.Exp(trace.Tokens[trace.WeakestToken].LogProbability), index));
        }
    }

    /// <summary>Who leads, and whether that settles it; null where nobody has a vote.</summary>
    public Outcome? Result()
    {
        var answers = _votes.GroupBy(vote => vote.Answer, StringComparer.Ordinal)
            .Select(votes => (Votes: votes.Count(), Weight: votes.Sum(vote => vote.Weight), Best: votes.MaxBy(vote => (vote.Weight, -vote.Attempt)).Attempt))
            .OrderByDescending(answer => answer.Weight)
            .ThenBy(answer => answer.Best)
            .ToArray();
        if (answers is not [var leader, ..])
        {
            return null;
        }

        var second = answers.Length > 1 ? answers[1].Weight : 0;
        return new Outcome(leader.Best, leader.Votes, _votes.Count, leader.Weight / answers.Sum(answer => answer.Weight), leader.Weight - second, leader.Weight - second >= _lead);
    }

    /// <summary>What the votes say.</summary>
    /// <param name="Kept">Index of the surest attempt that gives the leading answer.</param>
    /// <param name="Votes">Attempts that give it.</param>
    /// <param name="Of">Attempts that have a vote.</param>
    /// <param name="Share">Its share of all weight.</param>
    /// <param name="Lead">By how much its weight exceeds that of every other answer.</param>
    /// <param name="IsSettled">Whether that is enough.</param>
    public sealed record Outcome(int Kept, int Votes, int Of, double Share, double Lead, bool IsSettled);
}
