namespace SKReasoning.Cli.Tests.Models;

/// <summary>A clock on which every wait is over at once, except for long ones: what a test must not sleep through.</summary>
internal sealed class ImpatientClock : TimeProvider
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(50);

    /// <summary>Waits so far that were over at once.</summary>
    public List<TimeSpan> Waits { get; } = [];

    /// <summary>Whether long waits are over at once too.</summary>
    public bool HasNoPatience { get; init; }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime == Timeout.InfiniteTimeSpan || (dueTime > s_long && !HasNoPatience))
        {
            return System.CreateTimer(callback, state, dueTime, period);
        }

        if (dueTime <= s_long)
        {
            Waits.Add(dueTime);
        }

        // A moment later, so that what is there is read first.
        return System.CreateTimer(callback, state, dueTime > s_long ? TimeSpan.FromMilliseconds(200) : TimeSpan.Zero, period);
    }
}
