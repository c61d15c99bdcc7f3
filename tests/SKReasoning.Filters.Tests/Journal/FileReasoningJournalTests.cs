using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.AI;
using SKReasoning.LocalModel;
using SKReasoning.TestKit;

namespace SKReasoning.Filters.Tests.Journal;

public sealed partial class FileReasoningJournalTests : IDisposable
{
    private readonly JournalFolder _folder = new();

    [Fact]
    public void Find_AfterARestart_IsAlike()
        => Prop.ForAll<int>(seed =>
        {
            var report = VariedReports.Create(seed);
            using (var journal = _folder.Open())
            {
                journal.Write(report);

                Assert.Null(Likeness.FirstDifference(report, journal.Find(report.Id)));
            }

            using var reopened = _folder.Open();
            Assert.Null(Likeness.FirstDifference(report, reopened.Find(report.Id)));
            Assert.Equal(report.Id, reopened.Latest!.Id);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(50));

    [Fact]
    public async Task Find_TurnsOfTheBuiltInModel_AreAlikeAfterARestart()
    {
        var reports = new ReasoningJournal();
        using (var model = LlamaModel.Load(new LocalModelOptions { Path = BuiltInModelFile.Path, Threads = 1 }))
        {
            using var client = new LocalChatClient(model).AsBuilder()
                .Use(inner => new ReasoningChatClient(
                    inner,
                    new() { Validator = new ScriptedValidator(false, true), Influence = true, InfluenceDistance = 1, SpectralLayers = { 0, 1 }, Branch = { From = BranchFrom.Weakest } },
                    reports))
                .UseSelfAnchor()
                .Build();
            await client.GetResponseAsync([new(ChatRole.System, FilteredKernel.System), new(ChatRole.User, FilteredKernel.Order)], new ChatOptions { Seed = 1, MaxOutputTokens = 40 });
        }

        using (var journal = _folder.Open())
        {
            journal.Write(reports.Latest!);
        }

        using var reopened = _folder.Open();
        Assert.True(reports.Latest is { Attempts: [_, { Branch: not null, Trace: { Spectra.Length: 2, Anchoring: not null } }] });
        Assert.Null(Likeness.FirstDifference(reports.Latest!.Detach(), reopened.Latest));
    }

    [Fact]
    public void Write_BeyondMaxReports_DropsTheOldestAndCompacts()
    {
        using var journal = _folder.Open(options => options.MaxReports = 10);

        for (var seed = 0; seed < 500; seed++)
        {
            journal.Write(VariedReports.Create(seed));
        }

        Assert.Equal(Ids(490, 500).Reverse(), journal.NewestFirst().Select(report => report.Id));
        Assert.Null(journal.Find(VariedReports.Create(489).Id));
        Assert.InRange(_folder.Lines().Length, 10, 84);
        Assert.Equal(["turns.jsonl", "turns.jsonl.lock"], _folder.Files);
    }

    [Fact]
    public void Write_BeyondMaxBytes_KeepsTheNewestHalf()
    {
        const long MaxBytes = 1 << 20;
        using var journal = _folder.Open(options => options.MaxBytes = MaxBytes);

        for (var seed = 0; seed < 600; seed++)
        {
            journal.Write(VariedReports.Create(seed));

            Assert.InRange(new FileInfo(_folder.Path).Length, 0, MaxBytes);
        }

        Assert.Contains(46, _folder.Logged);
        var found = journal.NewestFirst().Select(report => report.Id).ToArray();
        Assert.Equal(Ids(600 - found.Length, 600).Reverse(), found);
        Assert.InRange(found.Length, 50, 599);
    }

    [Fact]
    public void Open_SmallerBoundsThanBefore_AreKept()
    {
        Write(0, 400);

        using (var journal = _folder.Open(options => (options.MaxBytes, options.MaxReports) = (1 << 20, 20)))
        {
            Assert.Equal(Ids(380, 400).Reverse(), journal.NewestFirst().Select(report => report.Id));
        }

        Assert.InRange(new FileInfo(_folder.Path).Length, 0, 1 << 20);
    }

    [Fact]
    public void Write_SameIdAgain_ReplacesTheReport()
    {
        var report = VariedReports.Create(1);
        var again = VariedReports.Create(2) with { Id = report.Id };
        using (var journal = _folder.Open())
        {
            journal.Write(report);
            journal.Write(again);
        }

        using var reopened = _folder.Open();
        Assert.Null(Likeness.FirstDifference(again, Assert.Single(reopened.NewestFirst())));
    }

    [Fact]
    public void Find_ALineOfTheRightFormOnly_IsNullAndLogged()
    {
        File.WriteAllText(_folder.Path, """{"version":1,"id":"a","report":{"id":"a","attempts":[],"kept":0}}""" + "\n");
        using var journal = _folder.Open();

        Assert.Null(journal.Find("a"));

        Assert.Equal([43], _folder.Logged);
        Assert.Null(journal.Latest);
    }

    [Fact]
    public void Open_Twice_SaysWhichFileAndWhatToDo()
    {
        using var journal = _folder.Open();

        var exception = Assert.Throws<JournalInUseException>(() => _folder.Open());

        Assert.Equal(_folder.Path, exception.Path);
        Assert.Contains(_folder.Path, exception.Message, StringComparison.Ordinal);
        Assert.Contains("a file of its own", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_ManyThreadsWhileOthersRead_EveryReportIsFoundAtOnce()
    {
        const int Threads = 8, Reports = 40;
        using (var journal = _folder.Open(options => options.MaxReports = 2000))
        {
            await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(() =>
            {
                for (var i = 0; i < Reports; i++)
                {
                    var report = VariedReports.Create((thread * Reports) + i, tokens: 8);
                    journal.Write(report);
                    Assert.Null(Likeness.FirstDifference(report, journal.Find(report.Id)));
                    Assert.NotNull(journal.Latest);
                }
            })));
        }

        using var reopened = _folder.Open();
        Assert.Equal(Ids(0, Threads * Reports), reopened.NewestFirst().Select(report => report.Id).Order());
        Assert.Equal(0, reopened.SkippedLines);
    }

    [Fact]
    public void Write_WhileCompactingOften_LosesNothingThatIsKept()
    {
        using var journal = _folder.Open(options => options.MaxReports = 3);

        Parallel.For(0, 600, seed => journal.Write(VariedReports.Create(seed, tokens: 4)));

        Assert.Equal(3, journal.NewestFirst().Count());
        Assert.Contains(46, _folder.Logged);
    }

    [Fact]
    public void Write_DiskIsFull_KeepsTheLastReportsInMemory()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "The system has no device that is always full.");
        File.CreateSymbolicLink(_folder.Path, "/dev/full");
        using var journal = _folder.Open();

        for (var seed = 0; seed < 20; seed++)
        {
            journal.Write(VariedReports.Create(seed));
        }

        Assert.Equal(Ids(20 - FileReasoningJournal.MostUnsaved, 20).Reverse(), journal.NewestFirst().Select(report => report.Id));
        Assert.Equal(Enumerable.Repeat(44, 20), _folder.Logged);
    }

    [Fact]
    public void Write_ReportLargerThanTheFileMayBe_IsDroppedAndLogged()
    {
        using var journal = _folder.Open(options => options.MaxBytes = 1 << 20);
        journal.Write(VariedReports.Create(1));

        var tokens = Enumerable.Repeat(new TracedToken(1234567, -1.2345678f, 1.2345678f), 60_000);
        var trace = new ReasoningTrace([.. tokens], 0, [], null, new InfluenceOptions(), []);
        journal.Write(new TurnReport("large", [new Attempt(1, null, trace, new Verdict(true, 0, null, "planted"))], 0));

        Assert.Null(journal.Find("large"));
        Assert.NotNull(journal.Find(VariedReports.Create(1).Id));
        Assert.Equal([45], _folder.Logged);
    }

    [Fact]
    public void Open_NewFile_IsForItsOwnerOnly()
    {
        using var journal = _folder.Open();

        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such modes.");
        }
        else
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.Path));
        }
    }

    [Theory]
    [InlineData(0, 1 << 20)]
    [InlineData(100_001, 1 << 20)]
    [InlineData(1, 1000)]
    public void Open_OptionOutOfRange_Throws(int reports, long bytes)
        => Assert.Throws<ArgumentException>(() => _folder.Open(options => (options.MaxReports, options.MaxBytes) = (reports, bytes)));

    [Fact]
    public void Write_Closed_Throws()
    {
        var journal = _folder.Open();
        journal.Dispose();

        Assert.Throws<ObjectDisposedException>(() => journal.Write(VariedReports.Create(1)));
        Assert.Throws<ObjectDisposedException>(() => journal.Find("a"));
    }

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<string> Ids(int first, int end) => Enumerable.Range(first, end - first).Select(seed => VariedReports.Create(seed, 0).Id);

    private void Write(int first, int end)
    {
        using var journal = _folder.Open();
        for (var seed = first; seed < end; seed++)
        {
            journal.Write(VariedReports.Create(seed));
        }
    }

    private static TurnReport Secret()
    {
        var trace = Traces.Create((-.1f, -.2f), (-.3f, -.4f));
        trace = trace with { Steps = [trace.Steps[0] with { Text = "the secret step" }, trace.Steps[1] with { Text = "another secret" }] };
        var branch = new BranchPoint(BranchFrom.Weakest, 1, trace.Tokens, null, "a private reason");
        var verdict = new Verdict(true, -.5, 0, "a reason");
        return new TurnReport("a", [new Attempt(1, null, trace, verdict), new Attempt(2, branch, trace, verdict)], 1);
    }
}
