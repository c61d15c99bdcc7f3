using System.Globalization;
using SKReasoning.Cli.Shell;

namespace SKReasoning.Cli.Render;

/// <summary>A clock that stands, for templates that print the date.</summary>
internal sealed class FixedClock : TimeProvider
{
    private readonly DateTimeOffset _now;

    /// <param name="now">The time that local clocks show, in their zone.</param>
    public FixedClock(DateTimeOffset now)
    {
        _now = now;
        LocalTimeZone = TimeZoneInfo.CreateCustomTimeZone("fixed", now.Offset, "fixed", "fixed");
    }

    public override TimeZoneInfo LocalTimeZone { get; }

    public override DateTimeOffset GetUtcNow() => _now.ToUniversalTime();

    /// <summary>Reads an ISO 8601 time; without an offset it is UTC.</summary>
    /// <exception cref="InputException">It is no such time.</exception>
    public static FixedClock Parse(string now)
        => DateTimeOffset.TryParse(now, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? new FixedClock(time)
            : throw new InputException($"--now is '{now}', which is no time such as 2026-01-02T03:04:05.");
}
