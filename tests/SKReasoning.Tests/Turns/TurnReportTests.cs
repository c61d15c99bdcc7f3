using SKReasoning.TestKit;

namespace SKReasoning.Tests.Turns;

public class TurnReportTests
{
    [Fact]
    public void Conclude_NoneAccepted_KeepsTheHighestMean()
    {
        var report = TurnReport.Conclude([Attempt(1, false, -.5f), Attempt(2, false, -.2f), Attempt(3, false, -.9f)]);

        Assert.Equal(2, report.KeptAttempt.Number);
        Assert.False(report.Verdict.Accepted);
    }

    [Fact]
    public void Conclude_OneAccepted_KeepsItOverAHigherMean()
    {
        var report = TurnReport.Conclude([Attempt(1, false, -.1f), Attempt(2, true, -.4f)]);

        Assert.Equal(2, report.KeptAttempt.Number);
        Assert.True(report.Verdict.Accepted);
    }

    [Fact]
    public void Conclude_Equal_KeepsTheEarliest() => Assert.Equal(1, TurnReport.Conclude([Attempt(1, false, -.3f), Attempt(2, false, -.3f)]).KeptAttempt.Number);

    [Fact]
    public void Conclude_EmptyAttempt_IsKeptLast()
    {
        var empty = new Attempt(2, null, Traces.Create(), new Verdict(false, double.NegativeInfinity, null, "planted"));

        Assert.Equal(1, TurnReport.Conclude([Attempt(1, false, -.9f), empty]).KeptAttempt.Number);
    }

    [Fact]
    public void Conclude_AttemptCutOff_IsKeptAfterAWholeOne()
    {
        var cut = Attempt(2, false, -.1f);
        cut = cut with { Trace = cut.Trace with { IsTruncated = true } };

        Assert.Equal(1, TurnReport.Conclude([Attempt(1, false, -.9f), cut]).KeptAttempt.Number);
    }

    [Fact]
    public void Detach_Report_HoldsNoMatrix()
    {
        var report = TurnReport.Conclude([Attempt(1, false, -.9f)]);

        Assert.NotNull(report.KeptAttempt.Trace.Attention);
        Assert.Null(report.Detach().KeptAttempt.Trace.Attention);
        Assert.Equal(report.Id, report.Detach().Id);
    }

    [Fact]
    public void Conclude_Nothing_Throws() => Assert.Throws<ArgumentException>(() => TurnReport.Conclude([]));

    [Fact]
    public void RetryTokens_CountsNoForcedToken()
    {
        var retry = Attempt(2, true, -.2f);
        retry = retry with { Trace = retry.Trace with { ForcedTokens = 1 } };

        Assert.Equal(1, TurnReport.Conclude([Attempt(1, false, -.5f), retry]).RetryTokens);
    }

    private static Attempt Attempt(int number, bool accepted, float logProbability)
        => new(number, null, Traces.Create((logProbability, logProbability)), new Verdict(accepted, logProbability, 0, "planted"));
}
