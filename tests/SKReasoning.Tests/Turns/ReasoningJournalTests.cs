using SKReasoning.TestKit;

namespace SKReasoning.Tests.Turns;

public class ReasoningJournalTests
{
    [Fact]
    public void Write_BeyondCapacity_DropsTheOldest()
    {
        var journal = new ReasoningJournal(capacity: 2);
        var reports = Enumerable.Range(0, 3).Select(_ => Report()).ToArray();

        Array.ForEach(reports, journal.Write);

        Assert.Null(journal.Find(reports[0].Id));
        Assert.Same(reports[1], journal.Find(reports[1].Id));
        Assert.Same(reports[2], journal.Latest);
    }

    [Fact]
    public void Write_SameIdAgain_ReplacesTheReport()
    {
        var journal = new ReasoningJournal(capacity: 2);
        var reports = Enumerable.Range(0, 2).Select(_ => Report()).ToArray();
        Array.ForEach(reports, journal.Write);

        var again = reports[0] with { };
        journal.Write(again);

        Assert.Equal([reports[1], again], journal.Reports);
        Assert.Equal([again, reports[1]], journal.NewestFirst());
    }

    [Fact]
    public void Latest_EmptyJournal_IsNull() => Assert.Null(new ReasoningJournal().Latest);

    private static TurnReport Report() => TurnReport.Conclude([new Attempt(1, null, Traces.Create((-.1f, -.1f)), new Verdict(true, 0, null, "planted"))]);
}
