using System.Collections.Concurrent;
using System.Diagnostics;
using PuppeteerSharp;
using SKReasoning.TestKit;

namespace SKReasoning.Cli.Tests.Report;

/// <summary>Pages in a browser, as their readers see them.</summary>
/// <remarks>Pictures of them are written to the folder that the variable SKREASONING_SCREENSHOTS names.</remarks>
[Collection(SharedReportFiles.Name)]
public sealed class ReportPageTests(ReportFiles files, PageBrowser browser) : IClassFixture<PageBrowser>, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentQueue<string> _problems = [];

    [Theory]
    [InlineData("turns", 2)]
    [InlineData("inspection", 3)]
    [InlineData("summary", 6)]
    [InlineData("shipped", 8)]
    public async Task Page_EveryThemeAndWidth_DrawsItsChartsWithinIt(string name, int charts)
    {
        await using var page = await OpenAsync(1100, 900, dark: false, files.Of(name));

        foreach (var width in (int[])[1100, 390])
        {
            foreach (var dark in (bool[])[false, true])
            {
                await ViewAsync(page, width, 900, dark);
                await PictureAsync(page, $"{name}-{width}-{(dark ? "dark" : "light")}");

                Assert.InRange(await CountAsync(page, "figure .stage svg"), charts, 30);
                Assert.InRange(await page.EvaluateExpressionAsync<int>("Math.max(...[...document.querySelectorAll('figure svg')].map(svg => svg.getBoundingClientRect().right))"), 200, width);
                await AssertFitsAsync(page);
            }
        }

        Assert.Equal(await CountAsync(page, "figure"), await CountAsync(page, "figcaption"));
    }

    [Fact]
    public async Task Page_ThemeIsSwitched_ChangesColours()
    {
        await using var page = await OpenAsync(800, 600, dark: false, files.Evaluation);
        var light = await BackgroundAsync(page);

        await page.ClickAsync("#theme");
        var dark = await BackgroundAsync(page);
        await page.ClickAsync("#theme");

        Assert.Equal("rgb(252, 251, 248)", light);
        Assert.Equal("rgb(20, 23, 26)", dark);
        Assert.Equal(light, await BackgroundAsync(page));
        Assert.Empty(_problems);
    }

    [Fact]
    public async Task Inspection_LayerHeadAndDistance_ChangeWhatIsDrawn()
    {
        await using var page = await OpenAsync(800, 600, dark: false, files.Inspection);

        var drawn = new List<string> { await HeatAsync(page) };
        foreach (var (label, value) in ((string, string)[])[("Layer", "0"), ("Head", "0"), ("Head", "1")])
        {
            await ChooseAsync(page, label, value);
            drawn.Add(await HeatAsync(page));
        }

        Assert.Distinct(drawn);
        await ChooseAsync(page, "Δ of the influence", "1");
        Assert.Equal(1, await CountAsync(page, "svg[aria-label='Influence at distance 1']"));
        Assert.Empty(_problems);
    }

    [Fact]
    public async Task Inspection_TokenIsTapped_TellsItsNumbers()
    {
        await using var page = await OpenAsync(390, 844, dark: false, files.Inspection);

        await page.ClickAsync(".steps .tokens span");

        var tip = await TextAsync(page, "#tip");
        Assert.All((string[])["probability", "entropy", "rank", "id"], part => Assert.Contains(part, tip, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Turns_AnotherTurnIsPicked_ShowsItsAttempts()
    {
        await using var page = await OpenAsync(800, 600, dark: false, files.Turns);
        var retried = await CountAsync(page, "figure svg[aria-label='Tree of attempts']");
        var attempts = await page.EvaluateExpressionAsync<string>("document.querySelector('.turn tbody').children.length + ' of ' + document.querySelector('.turn h3').textContent");

        await page.ClickAsync("button[aria-label='Show turn 1']");
        await DrawnAsync(page);

        Assert.Equal(1, retried);
        Assert.StartsWith("3 of Turn 2", attempts, StringComparison.Ordinal);
        Assert.Contains("Turn 1", await TextAsync(page, ".turn h3"), StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync(page, "figure svg[aria-label='Tree of attempts']"));
        Assert.Empty(_problems);
    }

    [Fact]
    public async Task Turns_SelfAnchor_ShowsStrengthAndShare()
    {
        await using var page = await OpenAsync(800, 600, dark: false, files.Turns);

        await page.ClickAsync("button[aria-label='Show turn 3']");
        await DrawnAsync(page);

        Assert.Equal(1, await CountAsync(page, "svg[aria-label='strength ω']"));
        Assert.Contains("Self-Anchor", await TextAsync(page, ".attempt"), StringComparison.Ordinal);
        Assert.Empty(_problems);
    }

    [Theory]
    [InlineData("</script><script>document.title = 'owned'</script><img src=x onerror=\"document.title = 'owned'\"><!--<script>")]
    [InlineData("]]>\u2028{{¤}} ${1} \\u003c \u202e\u0000")]
    public async Task Turns_HostileTexts_StayText(string text)
    {
        var turn = ReportInputs.Turn(new Random(1), text, text);
        var file = _folder.Write("hostile.jsonl", TurnReportJson.Serialize(turn).Replace("\\u003C", "<", StringComparison.Ordinal).Replace("\\u003E", ">", StringComparison.Ordinal));
        await using var page = await OpenAsync(390, 844, dark: false, file, "--title", text);

        Assert.Equal($"{text} 0", await page.EvaluateExpressionAsync<string>("document.querySelector('.steps .text').textContent"));
        Assert.Equal(text.Replace("\0", "", StringComparison.Ordinal), await page.EvaluateExpressionAsync<string>("document.querySelector('h1').textContent"));
        Assert.Equal(0, await page.EvaluateExpressionAsync<int>("document.images.length"));
        Assert.NotEqual("owned", await page.GetTitleAsync());
        await AssertFitsAsync(page);
    }

    [Fact]
    public async Task Page_ScriptThatIsNotThePages_IsNotRun()
    {
        await using var page = await OpenAsync(800, 600, dark: false, files.Evaluation);

        await page.EvaluateExpressionAsync("{ const s = document.createElement('script'); s.textContent = \"document.title = 'owned'\"; document.body.append(s); }");

        Assert.NotEqual("owned", await page.GetTitleAsync());
        Assert.Contains(_problems, problem => problem.Contains("Content Security Policy", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Page_SeveralFiles_AreSectionsOfIt()
    {
        await using var page = await OpenAsync(390, 844, dark: false, files.Evaluation, files.Calibration, files.Turns, files.Inspection);

        Assert.Equal(4, await CountAsync(page, "main > section > h2"));
        Assert.Equal(4, await CountAsync(page, "#sections a"));
        await AssertFitsAsync(page);
    }

    [Fact]
    public async Task Turns_LargeJournal_IsParsedTurnByTurn()
    {
        var file = _folder.File("large.jsonl");
        ReportInputs.WriteLargeJournal(file, Megabytes() * 1_000_000L);
        var clock = Stopwatch.StartNew();
        await using var page = await OpenAsync(1000, 800, dark: false, file);
        var opened = clock.Elapsed;

        await page.ClickAsync("button[aria-label='Show turn 9']");

        Assert.Contains("Turn 9", await TextAsync(page, ".turn h3"), StringComparison.Ordinal);
        Assert.Equal(File.ReadLines(file).Count(), await CountAsync(page, "script[id^='data-0-turn-']"));
        Assert.InRange(await CountAsync(page, "*:not(script)"), 100, 3000);
        Assert.Empty(_problems);
        TestContext.Current.TestOutputHelper?.WriteLine($"{new FileInfo(file).Length / 1e6:F1} MB written as {new FileInfo(_folder.File("page.html")).Length / 1e6:F1} MB and opened in {opened.TotalSeconds:F1} s");
    }

    [Fact]
    public async Task Inspection_ManyStepsAndHeads_AreDrawnInGroups()
    {
        var file = _folder.Write("wide.json", ReportInputs.LargeInspection(layers: 2, heads: 4, steps: 150));

        await using var page = await OpenAsync(1000, 800, dark: false, file);

        Assert.InRange(await CountAsync(page, "svg[aria-label^='Attention between'] rect"), 1000, 3400);
        await page.ClickAsync(".controls input");
        await ChooseAsync(page, "Layer", "1");
        Assert.Empty(_problems);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<IPage> OpenAsync(int width, int height, bool dark, params string[] arguments)
    {
        var page = await browser.OpenAsync();
        var target = _folder.File("page.html");
        var run = await ToolRun.StartAsync(["report", .. arguments, "--out", target]);
        Assert.Equal("", run.Error);
        page.Console += (_, e) => _problems.Enqueue(e.Message.Text);
        page.PageError += (_, e) => _problems.Enqueue(e.Message);
        page.Request += (_, e) =>
        {
            if (!e.Request.Url.StartsWith("file:", StringComparison.Ordinal) || !e.Request.IsNavigationRequest)
            {
                _problems.Enqueue($"asks for {e.Request.Url}");
            }
        };
        await page.GoToAsync(new Uri(target).AbsoluteUri);
        await ViewAsync(page, width, height, dark);
        Assert.Empty(_problems);
        Assert.True(await page.EvaluateExpressionAsync<bool>("[...document.querySelectorAll('figure .stage')].every(stage => stage.firstChild)"));
        return page;
    }

    private static async Task ViewAsync(IPage page, int width, int height, bool dark)
    {
        await page.SetViewportAsync(new ViewPortOptions { Width = width, Height = height, DeviceScaleFactor = 1 });
        await page.EmulateMediaFeaturesAsync([new() { MediaFeature = MediaFeature.PrefersColorScheme, Value = dark ? "dark" : "light" }]);
        await DrawnAsync(page);
    }

    // A chart is drawn in the frame after the one in which its width is known.
    private static Task DrawnAsync(IPage page)
        => page.EvaluateExpressionAsync("new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(() => drawn()))))");

    private async Task AssertFitsAsync(IPage page)
    {
        Assert.True(await page.EvaluateExpressionAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        Assert.Empty(_problems);
    }

    // More can be asked for to see how large a file still opens.
    private static long Megabytes() => long.TryParse(Environment.GetEnvironmentVariable("SKREASONING_REPORT_MEGABYTES"), out var megabytes) ? megabytes : 1;

    private static Task<int> CountAsync(IPage page, string selector) => page.EvaluateFunctionAsync<int>("selector => document.querySelectorAll(selector).length", selector);

    private static Task<string> TextAsync(IPage page, string selector) => page.EvaluateFunctionAsync<string>("selector => document.querySelector(selector).textContent", selector);

    private static Task<string> BackgroundAsync(IPage page) => page.EvaluateExpressionAsync<string>("getComputedStyle(document.body).backgroundColor");

    private static Task<string> HeatAsync(IPage page) => page.EvaluateExpressionAsync<string>("[...document.querySelectorAll('svg[aria-label^=\"Attention between\"] rect')].map(cell => cell.getAttribute('fill-opacity')).join()");

    private static Task ChooseAsync(IPage page, string label, string value) => page.EvaluateFunctionAsync(
        "(label, value) => { const select = [...document.querySelectorAll('label')].find(one => one.firstChild.textContent === label).querySelector('select'); select.value = value; select.dispatchEvent(new Event('change')); }",
        label,
        value);

    private static async Task PictureAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("SKREASONING_SCREENSHOTS") is { } folder)
        {
            await page.ScreenshotAsync(Path.Combine(folder, name + ".png"), new ScreenshotOptions { FullPage = true });
        }
    }
}
