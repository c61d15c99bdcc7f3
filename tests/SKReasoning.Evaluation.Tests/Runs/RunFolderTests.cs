using System.Collections.Immutable;
using SKReasoning.TestKit;

namespace SKReasoning.Evaluation.Tests.Runs;

public sealed class RunFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Results => Path.Combine(Run, "results.jsonl");

    private string Run => _folder.File("run");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_Again_HasWhatWasAdded()
    {
        var full = new ItemResult("a", "one", 4, 1.25, new ItemOutcome(true, "5\nü", 12)
        {
            PrefillTokens = 3,
            ToolCalls = 2,
            Attempts = 4,
            Accepted = false,
            Curve = [new Checkpoint(5, false), new Checkpoint(12, true)],
            Signals = Signals(("x", 0.1), ("y", null)),
            IsFirstRight = false,
        });
        var failed = new ItemResult("a", "two", null, 0, null) { Error = "it broke" };
        Write(full, failed);

        using var folder = RunFolder.Open(Run, SimulatedRun.Header(2, "a"));

        var read = folder.Results.OrderBy(result => result.Item, StringComparer.Ordinal).ToArray();
        Assert.Equal(failed, read[1]);
        Assert.Equal(full with { Outcome = null }, read[0] with { Outcome = null });
        Assert.Equal(full.Outcome! with { Curve = [], Signals = Signals() }, read[0].Outcome! with { Curve = [], Signals = Signals() });
        Assert.Equal(full.Outcome!.Curve, read[0].Outcome!.Curve);
        Assert.Equal(full.Outcome!.Signals, read[0].Outcome!.Signals);
        Assert.True(folder.Has("a", "two"));
        Assert.False(folder.Has("b", "two"));
    }

    [Fact]
    public void Open_TornLastLine_CutsItAndGoesOn()
    {
        var (one, two) = (SimulatedRun.Result("a", "one", true), SimulatedRun.Result("a", "two", false));
        Write(one, two);
        var whole = File.ReadAllBytes(Results);
        var firstLine = Array.IndexOf(whole, (byte)'\n') + 1;

        for (var length = firstLine; length < whole.Length; length++)
        {
            File.WriteAllBytes(Results, whole[..length]);
            using (var folder = RunFolder.Open(Run, SimulatedRun.Header(2, "a")))
            {
                Assert.Equal("one", Assert.Single(folder.Results).Item);
                folder.Add(two);
            }

            Assert.Equal(whole, File.ReadAllBytes(Results));
        }
    }

    [Fact]
    public void Add_TheSameTwice_IsWrittenOnce()
    {
        Write(SimulatedRun.Result("a", "one", true), SimulatedRun.Result("a", "one", false));

        Assert.Single(File.ReadAllLines(Results));
        Assert.True(Assert.Single(RunFolder.Read(Run).Results).IsRight);
    }

    [Fact]
    public void Open_AnotherRun_IsRefusedWithTheDifference()
    {
        var header = SimulatedRun.Header(2, "a");
        Write();

        Refused(header with { Seed = 6 }, "its seed is 5, not 6");
        Refused(header with { Items = 3 }, "its tasks are");
        Refused(header with { Tasks = "others" }, "its tasks are 'drawn', not 'others'");
        Refused(header with { Version = 2 }, "version 1, not 2");
        Refused(header with { Model = header.Model with { Hash = "ffff" } }, "the model model (aaaabbbb/ddddeeee), not model (ffff/ddddeeee)");
        Refused(header with { Arms = new Dictionary<string, string> { ["a"] = "{other}" } }, "its arm 'a' has other settings");
        RunFolder.Open(Run, header with { Command = "another" }).Dispose();
    }

    [Fact]
    public void Open_OtherArms_AreAddedToThoseOfTheFolder()
    {
        Write(SimulatedRun.Result("a", "one", true));

        RunFolder.Open(Run, SimulatedRun.Header(2, "b")).Dispose();
        using var folder = RunFolder.Open(Run, SimulatedRun.Header(2, "c", "a"));

        Assert.Equal(["a", "b", "c"], folder.Header.Arms.Keys.Order());
        Assert.True(folder.Has("a", "one"));
        Refused(SimulatedRun.Header(2) with { Arms = new Dictionary<string, string> { ["b"] = "{other}" } }, "in use", folder);
    }

    [Fact]
    public void Open_WhileInUse_IsRefusedAndReadingIsNot()
    {
        using (var folder = RunFolder.Open(Run, SimulatedRun.Header(2, "a")))
        {
            folder.Add(SimulatedRun.Result("a", "one", true));

            Refused(SimulatedRun.Header(2, "a"), "one process at a time", folder);
            Assert.Single(RunFolder.Read(Run).Results);
        }

        RunFolder.Open(Run, SimulatedRun.Header(2, "a")).Dispose();
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"arm\": 5, \"item\": \"x\"}")]
    [InlineData("{\"item\": \"x\", \"seconds\": 1}")]
    [InlineData("{\"arm\": \"a\", \"item\": \"x\", \"outcome\": {\"isRight\": true}}")]
    [InlineData("{\"arm\": \"a\", \"item\": \"x\", \"outcome\": {\"isRight\": true, \"answer\": \"5\", \"tokens\": 5}}")]
    public void Open_DamagedLine_NamesIt(string line)
    {
        Write(SimulatedRun.Result("a", "one", true));
        File.AppendAllText(Results, line + "\n" + File.ReadAllText(Results));
        var before = File.ReadAllBytes(Results);

        Refused(SimulatedRun.Header(2, "a"), "results.jsonl, line 2: ");
        Assert.Contains("line 2", Assert.Throws<RunFolderException>(() => RunFolder.Read(Run)).Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Results));
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"model\": {}, \"seed\": 5, \"tasks\": \"drawn\", \"items\": 2, \"arms\": {}, \"version\": 1}")]
    public void Open_DamagedHeader_IsRefused(string header)
    {
        Write();
        File.WriteAllText(Path.Combine(Run, "run.json"), header);

        Refused(SimulatedRun.Header(2, "a"), "run.json");
    }

    [Fact]
    public void Read_NoRun_SaysWhatIsMissing()
    {
        Assert.Contains("there is no run.json", Assert.Throws<RunFolderException>(() => RunFolder.Read(_folder.File("none"))).Message, StringComparison.Ordinal);
        Assert.Throws<RunFolderException>(() => RunFolder.Open(_folder.Write("file", ""), SimulatedRun.Header(1, "a")));
    }

    [Fact]
    public void Add_FromManyThreads_WritesWholeLines()
    {
        using (var folder = RunFolder.Open(Run, SimulatedRun.Header(500, "a")))
        {
            Parallel.For(0, 1000, i => folder.Add(SimulatedRun.Result("a", $"{i % 500}", true)));
        }

        Assert.Equal(500, File.ReadAllLines(Results).Length);
        Assert.Equal(500, RunFolder.Read(Run).Results.Count);
    }

    private void Write(params ItemResult[] results)
    {
        using var folder = RunFolder.Open(Run, SimulatedRun.Header(2, "a"));
        foreach (var result in results)
        {
            folder.Add(result);
        }
    }

    private void Refused(RunHeader header, string reason, RunFolder? inUse = null)
    {
        var error = Assert.Throws<RunFolderException>(() => RunFolder.Open(Run, header));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.StartsWith(inUse?.Path ?? Run, error.Message, StringComparison.Ordinal);
    }

    private static ImmutableSortedDictionary<string, double?> Signals(params (string Name, double? Value)[] signals)
        => ImmutableSortedDictionary.CreateRange(signals.Select(signal => KeyValuePair.Create(signal.Name, signal.Value)));
}
