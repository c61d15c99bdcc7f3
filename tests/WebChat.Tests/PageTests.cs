using System.Collections.Concurrent;
using PuppeteerSharp;
using SKReasoning.TestKit;

namespace WebChat.Tests;

/// <summary>The page in a browser, as its user sees it.</summary>
/// <remarks>Pictures of it are written to the folder that the variable SKREASONING_SCREENSHOTS names.</remarks>
public sealed class PageTests : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";

    private readonly DirectoryInfo _profile = Directory.CreateTempSubdirectory("skreasoning-chromium-");
    private readonly ConcurrentQueue<string> _problems = [];
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (File.Exists(Chromium))
        {
            _browser = await Puppeteer.LaunchAsync(new LaunchOptions
            {
                ExecutablePath = Chromium,
                Headless = true,
                UserDataDir = _profile.FullName,
                Args =
                [
                    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                ],
            });
        }
    }

    [Fact]
    public async Task Ask_MainJob_ShowsStepsVerdictAndTool()
    {
        await using var server = await RunningServer.StartAsync("WebChat");
        await using var page = await OpenAsync(server, 1000, 800);

        await page.ClickAsync("#send");
        await page.WaitForSelectorAsync(".answer, .error");

        Assert.Contains("21 apples", await TextAsync(page, ".answer"), StringComparison.Ordinal);
        Assert.Equal("accepted", await TextAsync(page, ".verdict"));
        Assert.Equal("Shop.Order(item: apples, quantity: 21) → Ordered 21 apples.", await TextAsync(page, ".tool"));
        Assert.InRange(await page.EvaluateExpressionAsync<int>("document.querySelectorAll('.steps li').length"), 3, 20);
        Assert.Equal("turn tool turn answer", await page.EvaluateExpressionAsync<string>("[...document.querySelector('.reply').children].map(part => part.className).join(' ')"));
        Assert.Empty(_problems);
        await PictureAsync(page, "order-light");
    }

    [Fact]
    public async Task Ask_TurnIsRejected_ShowsTheTreeOfBranches()
    {
        await using var server = await RunningServer.StartAsync("WebChat", "--Reasoning:WeakestToken:Threshold", "0", "--Reasoning:Branch:From", "Equidistant", "--Reasoning:Branch:MaxRetries", "3");
        await using var page = await OpenAsync(server, 390, 844, dark: true);

        await page.ClickAsync("#send");
        await page.WaitForSelectorAsync(".answer, .error");

        Assert.Equal(4, await page.EvaluateExpressionAsync<int>("document.querySelector('.turn').querySelectorAll('.attempt').length"));
        Assert.Equal(4, await page.EvaluateExpressionAsync<int>("document.querySelector('.tree').querySelectorAll('text').length"));
        Assert.True(await page.EvaluateExpressionAsync<bool>("document.querySelector('.rejected') !== null && document.querySelector('.taken') !== null"));
        Assert.True(await page.EvaluateExpressionAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        Assert.Empty(_problems);
        await PictureAsync(page, "branches-dark");
    }

    [Fact]
    public async Task Ask_TextWithMarkup_StaysText()
    {
        await using var server = await RunningServer.StartAsync("WebChat");
        await using var page = await OpenAsync(server, 1000, 800);
        await page.EvaluateExpressionAsync("document.getElementById('question').value = ''");

        await page.TypeAsync("#question", "<img src=x onerror=alert(1)>");
        await page.ClickAsync("#send");
        await page.WaitForSelectorAsync(".answer, .error");

        Assert.Equal("<img src=x onerror=alert(1)>", await TextAsync(page, ".question"));
        Assert.Equal(0, await page.EvaluateExpressionAsync<int>("document.images.length"));
        Assert.Empty(_problems);
    }

    [Fact]
    public async Task Ask_TurnIsThrownAway_ShowsTheError()
    {
        await using var server = await RunningServer.StartAsync("WebChat", "--Reasoning:WeakestToken:Threshold", "0", "--Reasoning:Branch:MaxRetries", "0", "--Reasoning:OnFail", "Throw");
        await using var page = await OpenAsync(server, 1000, 800);

        await page.ClickAsync("#send");
        await page.WaitForSelectorAsync(".answer, .error");

        Assert.Contains("No tool of it has run", await TextAsync(page, ".error"), StringComparison.Ordinal);
        Assert.Empty(_problems);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _profile.Delete(recursive: true);
    }

    private static Task<string> TextAsync(IPage page, string selector) => page.QuerySelectorAsync(selector).EvaluateFunctionAsync<string>("element => element.textContent");

    private async Task<IPage> OpenAsync(RunningServer server, int width, int height, bool dark = false)
    {
        Assert.SkipWhen(_browser is null, $"There is no browser at {Chromium}.");
        var page = await _browser.NewPageAsync();
        page.Console += (_, e) => _problems.Enqueue(e.Message.Text);
        page.PageError += (_, e) => _problems.Enqueue(e.Message);
        page.Response += (_, e) =>
        {
            if (!e.Response.Ok)
            {
                _problems.Enqueue($"{e.Response.Url}: {e.Response.Status}");
            }
        };
        await page.SetViewportAsync(new ViewPortOptions { Width = width, Height = height, DeviceScaleFactor = 1 });
        await page.EmulateMediaFeaturesAsync([new() { MediaFeature = MediaFeature.PrefersColorScheme, Value = dark ? "dark" : "light" }]);
        var response = await page.GoToAsync(server.Address.ToString());
        Assert.True(response.Ok);
        return page;
    }

    private static async Task PictureAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("SKREASONING_SCREENSHOTS") is { } folder)
        {
            await page.ScreenshotAsync(Path.Combine(folder, name + ".png"), new ScreenshotOptions { FullPage = true });
        }
    }
}
