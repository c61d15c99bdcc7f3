using PuppeteerSharp;
using SKReasoning.TestKit;

namespace SKReasoning.Cli.Tests.Report;

/// <summary>One headless browser for all tests of pages.</summary>
public sealed class PageBrowser : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";

    private readonly TemporaryFolder _profile = new();
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (File.Exists(Chromium))
        {
            _browser = await Puppeteer.LaunchAsync(new LaunchOptions
            {
                ExecutablePath = Chromium,
                Headless = true,
                UserDataDir = _profile.Path,
                Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
            });
        }
    }

    /// <summary>An empty page; the test is skipped where there is no browser.</summary>
    public async Task<IPage> OpenAsync()
    {
        Assert.SkipWhen(_browser is null, $"There is no browser at {Chromium}.");
        return await _browser.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _profile.Dispose();
    }
}
