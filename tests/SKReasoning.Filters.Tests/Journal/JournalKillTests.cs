using System.Diagnostics;
using System.Globalization;
using SKReasoning.TestKit;

namespace SKReasoning.Filters.Tests.Journal;

/// <summary>What <see cref="FileReasoningJournal.Write"/> has returned for is there however the process ends.</summary>
public sealed class JournalKillTests : IDisposable
{
    private const int Kills = 20;

    private readonly JournalFolder _folder = new();

    [Fact]
    public async Task Write_ProcessKilledAnywhere_EveryReportIsThere()
    {
        var random = new Random(7);
        var written = new List<int>();
        for (var kill = 0; kill < Kills; kill++)
        {
            written.AddRange(await WriteUntilKilledAsync(1000 * kill, 1L << 30, random.Next(40), random.Next(5000)));
        }

        using var journal = _folder.Open(options => (options.MaxBytes, options.MaxReports) = (1L << 30, 100_000));
        Assert.InRange(written.Count, Kills, int.MaxValue);
        Assert.InRange(journal.SkippedLines, 0, Kills);
        Assert.All(written, seed => Assert.Null(Likeness.FirstDifference(VariedReports.Create(seed), journal.Find(VariedReports.Create(seed, 0).Id))));
    }

    [Fact]
    public async Task Write_ProcessKilledWhileCompacting_TheNewestReportsAreThere()
    {
        const long MaxBytes = 2 << 20;
        var random = new Random(8);
        for (var kill = 0; kill < 4; kill++)
        {
            var written = await WriteUntilKilledAsync(10_000 * kill, MaxBytes, 300 + random.Next(200), random.Next(5000));

            using var journal = _folder.Open(options => (options.MaxBytes, options.MaxReports) = (MaxBytes, 100_000));
            Assert.All(written[^50..], seed => Assert.Null(Likeness.FirstDifference(VariedReports.Create(seed), journal.Find(VariedReports.Create(seed, 0).Id))));
        }
    }

    public void Dispose() => _folder.Dispose();

    // A number of reports brings the kill past the start of the process, and then a number of turns of the processor to any place of a write.
    private async Task<List<int>> WriteUntilKilledAsync(int firstSeed, long maxBytes, int reports, int spins)
    {
        string[] arguments = ["--journal", _folder.Path, $"{firstSeed}", $"{maxBytes}"];
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "SKReasoning.ChildProcess.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
        })!;
        var written = new List<int>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            // The last line may be torn, as it is in the journal: seeds are told one after the other.
            if (line == (firstSeed + written.Count).ToString(CultureInfo.InvariantCulture))
            {
                written.Add(firstSeed + written.Count);
            }

            if (written.Count == reports + 1)
            {
                Thread.SpinWait(spins);
                process.Kill();
            }
        }

        await process.WaitForExitAsync();
        return written;
    }
}
