using System.Text.Json;
using SKReasoning.TestKit;

namespace SKReasoning.Cli.Tests.Report;

/// <summary>The command: tables, what it refuses, and what the page holds.</summary>
[Collection(SharedReportFiles.Name)]
public sealed class ReportCommandTests(ReportFiles files) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("turns", "accepted", "3 of 3 accepted, 2 retried")]
    [InlineData("inspection", "Tom has 3 * 7 = 21 apples.", "FCI")]
    [InlineData("summary", "majority of 8", "76.0", "69.6 to 81.4", "out of range", "weakest token", "0.812")]
    [InlineData("calibration", "length and log-probabilities", "0.841", "1 of 84", "0.048")]
    [InlineData("shipped", "length and log-probability", "spectral", "≤ 10.0 %", "of 223")]
    public async Task Tables_EveryKind_FitTheWidth(string name, params string[] parts)
    {
        var run = await ToolRun.StartAsync("report", files.Of(name));

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.All(parts, part => Assert.Contains(part, run.Output, StringComparison.Ordinal));
        Assert.All(run.Output.Split('\n'), line => Assert.InRange(line.Length, 0, ToolRun.Width));
    }

    [Fact]
    public async Task Folder_OfAnEvaluation_IsItsSummary()
        => Assert.Contains("majority of 8", (await ToolRun.StartAsync("report", files.Folder)).Output, StringComparison.Ordinal);

    [Theory]
    [InlineData("empty", "")]
    [InlineData("empty", " \r\n")]
    [InlineData("line 1", "not JSON")]
    [InlineData("neither a turn report", "{}")]
    [InlineData("object is expected", "[1]")]
    [InlineData("line 2", "{\n\"kind\": \"evaluation\", \"version\": ")]
    [InlineData("'model'", """{"kind": "evaluation", "version": 1}""")]
    [InlineData("version 2", """{"kind": "evaluation", "version": 2, "model": {"name": "m"}, "items": 1, "arms": []}""")]
    [InlineData("no arms", """{"kind": "evaluation", "version": 1, "model": {"name": "m"}, "items": 1, "arms": []}""")]
    [InlineData("null", """{"kind": "evaluation", "version": 1, "model": {"name": "m"}, "items": 1, "arms": [null]}""")]
    [InlineData("line 3", "{\"kind\": \"evaluation\", \"version\": 1, \"model\": {\"name\": \"m\"},\n\"items\": 1,\n\"arms\": 5}")]
    [InlineData("'kept'", """{"id": "a", "attempts": []}""")]
    [InlineData("attempts", """{"id": "a", "attempts": [], "kept": 0}""")]
    [InlineData("version 7", """{"version": 7, "id": "a", "report": {}}""")]
    [InlineData("version 9", """{"version": 9, "calibration": {"model": {"name": "m"}, "answer": {"intercept": 0, "weights": []}, "thresholds": [], "evidence": {"answers": 1, "right": 1, "heldOut": 1, "models": [], "gains": [], "final": {"name": "f", "features": 0, "auc": {"value": 1, "low": 1, "high": 1}, "logLoss": 0}, "calibrationError": 0, "reliability": []}}}""")]
    [InlineData("'ids'", """{"tokens": {}, "logits": null, "model": {}}""")]
    [InlineData("depth", "{\"attempts\": [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[")]
    public async Task BadFile_OneSentenceWithFileAndReasonAndCodeTwo(string says, string text)
    {
        var file = _folder.Write("bad.json", text);

        foreach (var arguments in (string[][])[["report", file], ["report", file, "--out", _folder.File("page.html")]])
        {
            var run = await ToolRun.StartAsync(arguments);
            run.AssertFails(2, says);
            Assert.Contains("bad.json", run.Error, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(_folder.File("page.html")));
    }

    [Fact]
    public async Task Journal_LineThatIsCutOff_IsNamed()
    {
        var whole = await File.ReadAllTextAsync(files.Turns);
        var file = _folder.Write("torn.jsonl", whole[..^40]);

        (await ToolRun.StartAsync("report", file)).AssertFails(2, "torn.jsonl', line 3:");
    }

    [Fact]
    public async Task Journal_StepBeyondItsTokens_IsRefused()
    {
        var turn = ReportInputs.Turn(new Random(1), "a", "text");
        var attempt = turn.Attempts[1] with { Trace = turn.Attempts[1].Trace with { Tokens = turn.Attempts[1].Trace.Tokens[..100] } };
        var file = _folder.Write("turns.jsonl", TurnReportJson.Serialize(turn) + "\n\n" + TurnReportJson.Serialize(turn with { Attempts = [attempt], Kept = 0 }));

        (await ToolRun.StartAsync("report", file)).AssertFails(2, "line 3: A step of attempt 2 lies outside");
    }

    [Fact]
    public async Task Journal_SameTurnTwice_CountsOnceAsWrittenLast()
    {
        var turn = ReportInputs.Turn(new Random(1), "a", "text");
        var file = _folder.Write("turns.jsonl", TurnReportJson.Serialize(turn) + "\n" + TurnReportJson.Serialize(turn with { Kept = 0 }) + "\n");

        Assert.Contains("0 of 1 accepted", (await ToolRun.StartAsync("report", file)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reports_DrawnAtRandom_AreShownOrRefused()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var run = await ToolRun.StartAsync("report", _folder.Write("random.jsonl", TurnReportJson.Serialize(VariedReports.Create(seed))), "--out", _folder.File("page.html"));

            Assert.Contains(run.ExitCode, (int[])[0, 2]);
        }
    }

    [Fact]
    public async Task Inspection_MatrixOfAnotherShape_IsRefused()
    {
        var json = ReportInputs.LargeInspection(2, 2, 3).Replace("\"layers\":2", "\"layers\":3", StringComparison.Ordinal);

        (await ToolRun.StartAsync("report", _folder.Write("a.json", json))).AssertFails(2, "shape (3, 2, 4, 4)");
    }

    [Fact]
    public async Task Inspection_Influence_IsThatOfTheFile()
    {
        var told = JsonElement.Parse(await File.ReadAllTextAsync(files.Inspection)).GetProperty("fci");
        await ToolRun.StartAsync("report", files.Inspection, "--out", _folder.File("page.html"));

        var shown = Block(await File.ReadAllTextAsync(_folder.File("page.html")), "data-0-influence").GetProperty("byDistance");

        foreach (var (distance, name) in ((int, string)[])[(1, "delta1"), (4, "delta4")])
        {
            var expected = told.GetProperty(name).GetProperty("max_unmasked").EnumerateArray().SkipLast(distance).Select(value => value.GetDouble());
            var actual = shown[distance - 1].EnumerateArray().SkipLast(distance).Select(value => value.GetDouble());
            Assert.Equal(expected, actual, (left, right) => Math.Abs(left - right) < 1e-5);
        }
    }

    [Theory]
    [InlineData("--out")]
    [InlineData("no such file", "missing.json")]
    [InlineData("argument missing")]
    public async Task BadUsage_OneSentenceAndCodeTwo(string says, params string[] arguments)
        => (await ToolRun.StartAsync(says == "--out" ? ["report", files.Evaluation, "--out", files.Evaluation] : ["report", .. arguments])).AssertFails(2, says);

    [Fact]
    public async Task Page_Head_ForbidsAllButItsOwnScriptsAndHoldsTheLicences()
    {
        await ToolRun.StartAsync("report", files.Evaluation, "--out", _folder.File("page.html"));

        var page = await File.ReadAllTextAsync(_folder.File("page.html"));

        Assert.InRange(new FileInfo(_folder.File("page.html")).Length, 400_000, 700_000);
        Assert.DoesNotContain("<link", page, StringComparison.Ordinal);
        Assert.DoesNotContain(" src=", page[..page.IndexOf("<script", StringComparison.Ordinal)], StringComparison.Ordinal);
        Assert.Contains("Copyright 2020-2025 Observable, Inc.", page, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; script-src 'sha256-", page, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static JsonElement Block(string page, string id)
    {
        var start = page.IndexOf('>', page.IndexOf($"id=\"{id}\"", StringComparison.Ordinal)) + 1;
        return JsonElement.Parse(page[start..page.IndexOf("</script>", start, StringComparison.Ordinal)]);
    }
}
