namespace SKReasoning.Filters.Tests.Tools;

public sealed class CallLedgerTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    [Fact]
    public async Task File_OpenedAgain_KnowsEveryCall()
    {
        using (var ledger = new FileCallLedger(_path))
        {
            Assert.Null(await ledger.BeginAsync("a", default));
            await ledger.EndAsync("a", new CallRecord(CallState.Done, "Ordered \"21\"\näpfel"));
            Assert.Null(await ledger.BeginAsync("b", default));
        }

        using var again = new FileCallLedger(_path);

        Assert.Equal(new CallRecord(CallState.Done, "Ordered \"21\"\näpfel"), await again.BeginAsync("a", default));
        Assert.Equal(CallRecord.Begun, await again.BeginAsync("b", default));
        Assert.Null(await again.FindAsync("c", default));
    }

    [Fact]
    public async Task File_TornAtEveryByte_OpensWithAllWholeLines()
    {
        using (var ledger = new FileCallLedger(_path))
        {
            await ledger.BeginAsync("ä", default);
            await ledger.EndAsync("ä", new CallRecord(CallState.Done, "ö"));
            await ledger.BeginAsync("b", default);
        }

        var whole = await File.ReadAllBytesAsync(_path);
        for (var length = 0; length < whole.Length; length++)
        {
            await File.WriteAllBytesAsync(_path, whole[..length]);
            var lines = whole.AsSpan(0, length).Count((byte)'\n');
            using var ledger = new FileCallLedger(_path);

            Assert.Equal(lines == 0 ? null : lines == 1 ? CallState.Begun : CallState.Done, (await ledger.FindAsync("ä", default))?.State);
            await ledger.BeginAsync("c", default);
            Assert.Equal(lines + 1, await LinesAsync(ledger));
        }
    }

    [Fact]
    public async Task File_ForeignLines_AreLeftOut()
    {
        await File.WriteAllTextAsync(_path, "not json\n{}\n[1]\n{\"key\":\"a\",\"state\":\"Done\",\"result\":\"r\"}\n");

        using var ledger = new FileCallLedger(_path);

        Assert.Equal(new CallRecord(CallState.Done, "r"), await ledger.FindAsync("a", default));
    }

    [Fact]
    public void File_OpenInAnotherLedger_SaysWhatToDo()
    {
        using var ledger = new FileCallLedger(_path);

        var error = Assert.Throws<IOException>(() => new FileCallLedger(_path));

        Assert.Contains("One process has it at a time", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_OverTwiceItsCapacity_KeepsTheLatest()
    {
        using (var ledger = new FileCallLedger(_path, capacity: 4))
        {
            for (var i = 0; i < 9; i++)
            {
                await ledger.BeginAsync($"{i}", default);
            }
        }

        using var again = new FileCallLedger(_path, capacity: 4);

        Assert.Null(await again.FindAsync("4", default));
        Assert.NotNull(await again.FindAsync("5", default));
        Assert.Equal(4, await LinesAsync(again));
    }

    [Fact]
    public async Task Begin_ManyAtOnce_OneMayRun()
    {
        using var ledger = new FileCallLedger(_path);

        var begun = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(async () => await ledger.BeginAsync("a", default))));

        Assert.Single(begun, record => record is null);
    }

    [Fact]
    public async Task Memory_OverItsCapacity_ForgetsTheOldest()
    {
        var ledger = new CallLedger(capacity: 2);
        await ledger.BeginAsync("a", default);
        await ledger.BeginAsync("b", default);
        await ledger.EndAsync("a", new CallRecord(CallState.Done, ""));
        await ledger.BeginAsync("c", default);

        Assert.Null(await ledger.FindAsync("a", default));
        Assert.NotNull(await ledger.FindAsync("b", default));
    }

    public void Dispose() => File.Delete(_path);

    // The file is the ledger's alone while it is open.
    private async Task<int> LinesAsync(FileCallLedger ledger)
    {
        ledger.Dispose();
        return (await File.ReadAllLinesAsync(_path)).Length;
    }
}
