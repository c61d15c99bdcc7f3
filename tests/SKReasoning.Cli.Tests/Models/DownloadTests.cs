using System.Security.Cryptography;
using SKReasoning.TestKit;
using static SKReasoning.Cli.Tests.Models.FileServer;

namespace SKReasoning.Cli.Tests.Models;

/// <summary>Downloads from a server that breaks its connections and its promises.</summary>
public class DownloadTests
{
    private static readonly byte[] s_file = Gguf(300_000, seed: 1);

    [Fact]
    public async Task Download_HonestServer_WritesTheFileUnderTheNameInTheAddress()
    {
        using var folder = new TemporaryFolder();
        await using var server = FileServer.Of(s_file);

        var run = await DownloadAsync(server, folder.Path, "--sha256", Hash(s_file), "--json");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(s_file, await File.ReadAllBytesAsync(folder.File("tiny.gguf")));
        Assert.Equal((Hash(s_file), 0), (run.Json.GetProperty("sha256").GetString(), run.Json.GetProperty("resumed_from").GetInt32()));
        AssertNoPart(folder);
    }

    [Theory]
    [InlineData("\"v1\"")]
    [InlineData(null)]
    public async Task Download_ConnectionsCutInTheMiddle_GoesOnFromThere(string? tag)
    {
        using var folder = new TemporaryFolder();
        await using var server = FileServer.Of(s_file, cutAfter: 45_000, tag);
        var clock = new ImpatientClock();

        var run = await DownloadAsync(server, folder.Path, clock);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(s_file, await File.ReadAllBytesAsync(folder.File("tiny.gguf")));
        Assert.Equal([null, 45_000, 90_000, 135_000, 180_000, 225_000, 270_000], server.Requests.Select(request => request.From));
        Assert.All(server.Requests.Skip(1), request => Assert.Equal(tag, request.Condition));
        Assert.Equal(6, clock.Waits.Count);
        AssertNoPart(folder);
    }

    [Fact]
    public async Task Download_ServerThatKnowsNoRanges_StartsAnewUntilItIsWhole()
    {
        using var folder = new TemporaryFolder();
        var connections = 0;
        await using var server = new FileServer(_ => Answer.Status("200 OK", s_file) with { Cut = ++connections < 3 ? 100_000 : int.MaxValue });

        var run = await DownloadAsync(server, folder.Path);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(s_file, await File.ReadAllBytesAsync(folder.File("tiny.gguf")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Download_FileChangesOnTheServer_MixesNothing(bool obeysCondition)
    {
        using var folder = new TemporaryFolder();
        var newer = Gguf(250_000, seed: 2);
        var connections = 0;
        await using var server = new FileServer(request => ++connections == 1
            ? Answer.Of(s_file, "\"v1\"", request) with { Cut = 100_000 }
            : Answer.Of(newer, "\"v2\"", obeysCondition ? request : request with { Condition = null }));

        var run = await DownloadAsync(server, folder.Path);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(newer, await File.ReadAllBytesAsync(folder.File("tiny.gguf")));
    }

    [Fact]
    public async Task Download_ServerThatNeverSendsAll_KeepsThePartAndSaysHowMuch()
    {
        using var folder = new TemporaryFolder();
        await using var server = new FileServer(request => Answer.Of(s_file, "\"v1\"", request) with { Cut = request.From is null ? 120_000 : 0 });

        (await DownloadAsync(server, folder.Path)).AssertFails(1, "120000 of 300000 bytes");
        Assert.Equal(120_000, new FileInfo(folder.File("tiny.gguf.part")).Length);
        Assert.False(File.Exists(folder.File("tiny.gguf")));
    }

    [Fact]
    public async Task Download_PartOfAnEarlierRun_IsContinued()
    {
        using var folder = new TemporaryFolder();
        var isUp = false;
        await using var server = new FileServer(request => Answer.Of(s_file, "\"v1\"", request) with { Cut = isUp ? int.MaxValue : request.From is null ? 120_000 : 0 });
        Assert.Equal(1, (await DownloadAsync(server, folder.Path)).ExitCode);

        isUp = true;
        var run = await DownloadAsync(server, folder.Path, "--json", "--sha256", Hash(s_file));

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(120_000, run.Json.GetProperty("resumed_from").GetInt32());
        Assert.Equal("\"v1\"", server.Requests.Last().Condition);
        AssertNoPart(folder);
    }

    [Fact]
    public async Task Download_PartOfAnotherAddress_IsNotUsed()
    {
        using var folder = new TemporaryFolder();
        await using (var other = new FileServer(request => Answer.Of(Gguf(300_000, seed: 9), "\"v1\"", request) with { Cut = request.From is null ? 120_000 : 0 }))
        {
            Assert.Equal(1, (await DownloadAsync(other, folder.Path)).ExitCode);
        }

        await using var server = FileServer.Of(s_file);
        var run = await DownloadAsync(server, folder.Path);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(s_file, await File.ReadAllBytesAsync(folder.File("tiny.gguf")));
    }

    [Fact]
    public async Task Download_LengthThatIsTooLarge_NeverCountsAsDone()
    {
        using var folder = new TemporaryFolder();
        await using var server = new FileServer(_ => Answer.Status("200 OK", s_file, length: s_file.Length + 5));

        (await DownloadAsync(server, folder.Path)).AssertFails(1, "in 5 attempts");
        Assert.False(File.Exists(folder.File("tiny.gguf")));
    }

    [Fact]
    public async Task Download_SilentServer_IsGivenUp()
    {
        using var folder = new TemporaryFolder();
        await using var server = new FileServer(_ => Answer.Status("200 OK", s_file) with { Cut = 10, Hangs = true });

        var run = await ToolRun.StartAsync(new ImpatientClock { HasNoPatience = true }, "models", "download", server.Url, "--to", folder.Path);

        run.AssertFails(1, "in 5 attempts");
    }

    [Theory]
    [InlineData("404 Not Found", 1)]
    [InlineData("403 Forbidden", 1)]
    [InlineData("503 Service Unavailable", 5)]
    public async Task Download_ErrorStatus_SaysItAndWritesNothing(string status, int requests)
    {
        using var folder = new TemporaryFolder();
        await using var server = new FileServer(_ => Answer.Status(status, "GGUF, but not really"u8.ToArray()));

        (await DownloadAsync(server, folder.Path)).AssertFails(1, status);
        Assert.Equal(requests, server.Requests.Count);
        Assert.False(File.Exists(folder.File("tiny.gguf")));
    }

    [Fact]
    public async Task Download_OtherHash_DeletesWhatCame()
    {
        using var folder = new TemporaryFolder();
        await using var server = FileServer.Of(s_file);

        (await DownloadAsync(server, folder.Path, "--sha256", Hash([1]))).AssertFails(1, Hash(s_file));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task Download_WebPage_IsNoModel()
    {
        using var folder = new TemporaryFolder();
        await using var server = FileServer.Of("<!DOCTYPE html><title>Please log in</title>"u8.ToArray());

        (await DownloadAsync(server, folder.Path)).AssertFails(1, "no GGUF");
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task Download_NobodyListens_IsGivenUp()
    {
        using var folder = new TemporaryFolder();
        var server = FileServer.Of(s_file);
        var url = server.Url;
        await server.DisposeAsync();

        (await ToolRun.StartAsync(new ImpatientClock(), "models", "download", url, "--to", folder.Path)).AssertFails(1, "in 5 attempts");
    }

    [Theory]
    [InlineData("no http", "ftp://example.org/a.gguf")]
    [InlineData("no http", "a.gguf")]
    [InlineData("names no file", "http://127.0.0.1:1/")]
    [InlineData("no SHA-256", "http://127.0.0.1:1/a.gguf", "--sha256", "abc")]
    public async Task Download_BadInput_OneSentenceAndCodeTwo(string says, params string[] arguments)
        => (await ToolRun.StartAsync(["models", "download", .. arguments])).AssertFails(2, says);

    [Fact]
    public async Task Download_FileIsThereAlready_IsNotTouched()
    {
        using var folder = new TemporaryFolder();
        await using var server = FileServer.Of(s_file);
        var path = folder.Write("tiny.gguf", "mine");

        (await DownloadAsync(server, folder.Path)).AssertFails(2, "already");
        Assert.Equal("mine", await File.ReadAllTextAsync(path));
        Assert.Empty(server.Requests);
    }

    private static Task<ToolRun> DownloadAsync(FileServer server, string to, params string[] arguments) => DownloadAsync(server, to, new ImpatientClock(), arguments);

    private static Task<ToolRun> DownloadAsync(FileServer server, string to, TimeProvider clock, params string[] arguments)
        => ToolRun.StartAsync(clock, ["models", "download", server.Url, "--to", to, .. arguments]);

    private static void AssertNoPart(TemporaryFolder folder) => Assert.Equal(["tiny.gguf"], Directory.GetFiles(folder.Path).Select(Path.GetFileName));

    private static byte[] Gguf(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        "GGUF"u8.CopyTo(bytes);
        return bytes;
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
