using System.Diagnostics;
using System.Globalization;
using SKReasoning.GuardedProcess;
using SKReasoning.TestKit;

namespace SKReasoning.Filters.Tests.Tools;

/// <summary>A request is cancelled, or its process killed, wherever the gate waits for model, ledger or tool; made again, it never runs its call twice.</summary>
public sealed class InterruptionTests : IDisposable
{
    private const string Ordered = "Ordered 21.";
    private readonly string _effects = Path.GetTempFileName();
    private readonly string _ledger = Path.GetTempFileName();

    [Theory]
    [InlineData(OnFail.Branch)]
    [InlineData(OnFail.Corroborate)]
    public async Task Cancelled_AtEveryPlace_TheCallRunsOnceAtMost(OnFail onFail)
    {
        var ledger = new CallLedger();
        var unknown = 0;
        var places = await PlacesAsync(onFail);
        for (var place = 1; place <= places; place++)
        {
            var id = place.ToString(CultureInfo.InvariantCulture);
            using var source = new CancellationTokenSource();
            await Record.ExceptionAsync(() => GuardedOrder.AskAsync(onFail, _effects, ledger, new InterruptionPoints(place, source.Cancel), id, source.Token));

            var result = await GuardedOrder.AskAsync(onFail, _effects, ledger, new InterruptionPoints(0, () => { }), id, default);

            var runs = await RunsAsync(id);
            Assert.True(result == Ordered ? runs == 1 : runs <= 1 && result.Contains("not known", StringComparison.Ordinal), $"Place {place}: {runs} runs, {result}");
            unknown += result == Ordered ? 0 : 1;
        }

        // From the record that it begins on, a cancellation leaves the outcome open: after the record, and in the tool before its effect and after.
        Assert.Equal(3, unknown);
        Assert.InRange(places, 20, 200);
    }

    [Fact]
    public async Task Killed_AtEveryPlace_TheCallRunsOnceAtMost()
    {
        var places = await PlacesAsync(OnFail.Branch);
        var unknown = 0;
        for (var place = 1; place <= places; place++)
        {
            File.Delete(_ledger);
            File.Delete(_effects);
            Assert.Empty(await RunAsync(place));

            var lines = await RunAsync(0);

            var runs = await RunsAsync("order");
            Assert.True(lines[0] == Ordered ? runs == 1 : runs <= 1 && lines[0].Contains("not known", StringComparison.Ordinal), $"Place {place}: {runs} runs, {lines[0]}");
            unknown += lines[0] == Ordered ? 0 : 1;
        }

        // From the record that it begins to the record of its result: after the first, in the tool twice, before the second.
        Assert.Equal(4, unknown);
    }

    public void Dispose()
    {
        File.Delete(_effects);
        File.Delete(_ledger);
    }

    private async Task<int> PlacesAsync(OnFail onFail)
    {
        var points = new InterruptionPoints(0, () => { });
        await GuardedOrder.AskAsync(onFail, _effects, new CallLedger(), points, "dry", default);
        return points.Reached;
    }

    private async Task<int> RunsAsync(string id) => File.Exists(_effects) ? (await File.ReadAllLinesAsync(_effects)).Count(line => line == id) : 0;

    private async Task<string[]> RunAsync(int place)
    {
        string[] arguments = [typeof(GuardedOrder).Assembly.Location, _effects, _ledger, place.ToString(CultureInfo.InvariantCulture)];
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
