using System.Security.Cryptography;
using SKReasoning.TestKit;

namespace SKReasoning.Cli.Tests.Models;

/// <summary>Listing and verifying files.</summary>
public class ModelFilesTests
{
    [Fact]
    public async Task List_BuiltInModel_SaysWhatItIs()
    {
        var run = await ToolRun.StartAsync("models", "list", Path.GetDirectoryName(BuiltInModelFile.Path)!, "--json");

        var model = run.Json.GetProperty("models")[0];
        Assert.Equal(("llama", "q8_0", 2048), (model.GetProperty("architecture").GetString(), model.GetProperty("quantisation").GetString(), model.GetProperty("context").GetInt32()));
        Assert.InRange(model.GetProperty("parameters").GetInt64(), 8_000_000, 9_000_000);
        Assert.Equal(new FileInfo(BuiltInModelFile.Path).Length, model.GetProperty("bytes").GetInt64());
    }

    [Fact]
    public async Task List_BrokenFile_IsListedWithItsProblemAndCodeOne()
    {
        using var folder = new TemporaryFolder();
        folder.Write("broken.gguf", "<html>");
        File.Copy(BuiltInModelFile.Path, folder.File("good.gguf"));

        var run = await ToolRun.StartAsync("models", "list", folder.Path);

        Assert.Equal(1, run.ExitCode);
        Assert.All((string[])["broken.gguf", "not usable", "web page", "good.gguf", "8.4 M", "9.0 MB"], part => Assert.Contains(part, run.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task List_EmptyOrMissingFolder_SaysSo()
    {
        using var folder = new TemporaryFolder();

        Assert.Contains("No .gguf file", (await ToolRun.StartAsync("models", "list", folder.Path)).Output, StringComparison.Ordinal);
        (await ToolRun.StartAsync("models", "list", folder.File("missing"))).AssertFails(2, "no such folder");
    }

    [Fact]
    public async Task Verify_OwnLineKeptBesideTheFile_Matches()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("a.gguf", "anything");

        var first = await ToolRun.StartAsync("models", "verify", file);
        folder.Write("a.gguf.sha256", first.Output);
        var second = await ToolRun.StartAsync("models", "verify", file, "--json");

        Assert.Equal($"{Convert.ToHexStringLower(SHA256.HashData("anything"u8))}  a.gguf", first.Output.TrimEnd());
        Assert.Equal(0, second.ExitCode);
        Assert.True(second.Json.GetProperty("matches").GetBoolean());
    }

    [Fact]
    public async Task Verify_OtherHash_PrintsItAndFails()
    {
        using var folder = new TemporaryFolder();

        var run = await ToolRun.StartAsync("models", "verify", folder.Write("a.gguf", "anything"), "--sha256", new string('0', 64));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("another hash", run.Error, StringComparison.Ordinal);
        Assert.StartsWith(Convert.ToHexStringLower(SHA256.HashData("anything"u8)), run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no SHA-256", "--sha256", "xyz")]
    public async Task Verify_BadHash_OneSentenceAndCodeTwo(string says, params string[] arguments)
        => (await ToolRun.StartAsync(["models", "verify", BuiltInModelFile.Path, .. arguments])).AssertFails(2, says);

    [Fact]
    public async Task Verify_MissingFile_OneSentenceAndCodeTwo() => (await ToolRun.StartAsync("models", "verify", "missing.gguf")).AssertFails(2, "no such file");
}
