using System.Text;
using FsCheck.Fluent;
using SKReasoning.TestKit;

namespace SKReasoning.Filters.Tests.Journal;

public sealed partial class FileReasoningJournalTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(400)]
    public void Open_TornLastLine_LosesThatLineOnly(int bytes)
    {
        Write(0, 3);
        var line = Encoding.UTF8.GetBytes(_folder.Lines()[^1]);
        File.AppendAllBytes(_folder.Path, line[..bytes]);

        using (var journal = _folder.Open())
        {
            Assert.Equal(1, journal.SkippedLines);
            Assert.Equal([40], _folder.Logged);
            journal.Write(VariedReports.Create(3));
        }

        using var reopened = _folder.Open();
        Assert.Equal(Ids(0, 4).Reverse(), reopened.NewestFirst().Select(report => report.Id));
    }

    [Fact]
    public void Open_LastLineLacksItsLineFeedOnly_IsKept()
    {
        Write(0, 2);
        using (var file = File.OpenWrite(_folder.Path))
        {
            file.SetLength(file.Length - 1);
        }

        using (var journal = _folder.Open())
        {
            Assert.Equal(0, journal.SkippedLines);
            journal.Write(VariedReports.Create(2));
        }

        using var reopened = _folder.Open();
        Assert.Equal(Ids(0, 3).Reverse(), reopened.NewestFirst().Select(report => report.Id));
    }

    [Theory]
    [InlineData("", 41)]
    [InlineData("no JSON", 41)]
    [InlineData("[]", 41)]
    [InlineData("{}", 41)]
    [InlineData("""{"version":"1","id":"a","report":{}}""", 41)]
    [InlineData("""{"version":1,"id":null,"report":{}}""", 41)]
    [InlineData("""{"version":1,"id":"a","report":{}""", 41)]
    [InlineData("""{"version":1,"id":"a","report":{}} {}""", 41)]
    [InlineData("""{"version":2,"id":"a","report":{"new":true}}""", 42)]
    [InlineData("""{"version":2,"entirely":"different"}""", 42)]
    public void Open_ALineThatIsNoReport_SkipsCountsAndLogs(string line, int logged)
    {
        Write(0, 3);
        var lines = _folder.Lines();
        File.WriteAllLines(_folder.Path, [line, lines[0], line, .. lines[1..]]);

        using var journal = _folder.Open();

        Assert.Equal(2, journal.SkippedLines);
        Assert.Equal([logged], _folder.Logged);
        Assert.Equal(Ids(0, 3).Reverse(), journal.NewestFirst().Select(report => report.Id));
    }

    [Fact]
    public void Open_BytesThatAreNoText_AreSkipped()
    {
        Write(0, 1);
        var noise = new byte[100_000];
        new Random(1).NextBytes(noise);
        File.AppendAllBytes(_folder.Path, [.. "{\"version\":1,\"id\":\""u8, 0xFF, .. "\",\"report\":{}}\n"u8, .. noise]);

        using var journal = _folder.Open();

        Assert.Equal(VariedReports.Create(0).Id, Assert.Single(journal.NewestFirst()).Id);
        Assert.InRange(journal.SkippedLines, 2, int.MaxValue);
    }

    [Fact]
    public void Write_StoresNoTexts_LeavesNothingThatSpellsThem()
    {
        using (var journal = _folder.Open(options => options.StoresTexts = false))
        {
            journal.Write(Secret());
        }

        Assert.DoesNotContain("secret", File.ReadAllText(_folder.Path), StringComparison.Ordinal);
        using var reopened = _folder.Open();
        var attempt = reopened.Latest!.Attempts[1];
        Assert.Equal(["", ""], attempt.Trace.Steps.Select(step => step.Text));
        Assert.All([.. attempt.Trace.Tokens, .. attempt.Branch!.Prefix], token => Assert.Equal(0, token.Id));
        Assert.Equal(Secret().Attempts[1].Trace.Tokens.Select(token => token.LogProbability), attempt.Trace.Tokens.Select(token => token.LogProbability));
    }

    [Fact]
    public void Write_Redact_RewritesEveryText()
    {
        using var journal = _folder.Open(options => options.Redact = text => text.Replace("secret", "###", StringComparison.Ordinal).Replace("private", "###", StringComparison.Ordinal));

        journal.Write(Secret());

        Assert.DoesNotMatch("secret|private", File.ReadAllText(_folder.Path));
        var attempt = journal.Latest!.Attempts[1];
        Assert.Equal(["the ### step", "another ###"], attempt.Trace.Steps.Select(step => step.Text));
        Assert.Equal("a ### reason", attempt.Branch!.Reason);
        Assert.All(attempt.Branch!.Prefix, token => Assert.Equal(0, token.Id));
    }
}
