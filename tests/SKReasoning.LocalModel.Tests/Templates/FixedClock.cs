namespace SKReasoning.LocalModel.Tests.Templates;

/// <summary>A clock that stands at one time, in UTC.</summary>
internal sealed class FixedClock(DateTimeOffset time) : TimeProvider
{
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => time;
}
