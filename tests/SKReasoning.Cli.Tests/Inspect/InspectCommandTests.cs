using System.Text.Json;
using SKReasoning.TestKit;

namespace SKReasoning.Cli.Tests.Inspect;

/// <summary>The command on the built-in model.</summary>
public class InspectCommandTests
{
    private const string Answer = "Sara has 7 apples.\n\nTom has 3 * 7 = 21 apples.\n\nSo Tom has 21 apples.";
    private const string Conversation = """
        [{"role": "user", "content": "Tom has 3 times as many apples as Sara. Sara has 7 apples. How many apples has Tom?"},
         {"role": "assistant", "content": "Sara has 7 apples.\n\nTom has 3 * 7 = 21 apples.\n\nSo Tom has 21 apples."}]
        """;

    [Fact]
    public async Task Messages_LastAssistantMessage_IsTheResponseInSteps()
    {
        using var folder = new TemporaryFolder();

        var run = await InspectAsync("--messages", folder.Write("chat.json", Conversation), "--json", "-");

        var tokens = run.Json.GetProperty("tokens");
        Assert.Equal(["Sara has 7 apples.", "Tom has 3 * 7 = 21 apples.", "So Tom has 21 apples."], Strings(tokens.GetProperty("step_texts")).Select(text => text.Trim()));
        Assert.EndsWith(Answer, tokens.GetProperty("text").GetString()!, StringComparison.Ordinal);
        Assert.Equal(tokens.GetProperty("prompt_tokens").GetInt32(), tokens.GetProperty("steps")[0][0].GetInt32());
        Assert.Equal("", run.Error);
    }

    [Fact]
    public async Task Table_EverySignal_FitsTheWidthAndHasNoColourCodes()
    {
        using var folder = new TemporaryFolder();

        var run = await InspectAsync("--messages", folder.Write("chat.json", Conversation));

        Assert.Equal(0, run.ExitCode);
        Assert.All((string[])["weakest", "entropy", "FCI Δ1", "Fiedler", "Tom has 3 * 7 = 21 apples.", "▁▁▁", "│"], part => Assert.Contains(part, run.Output, StringComparison.Ordinal));
        Assert.All(run.Output.Split('\n'), line => Assert.InRange(line.Length, 0, ToolRun.Width));
        Assert.DoesNotContain('\u001b', run.Output);
    }

    [Fact]
    public async Task Table_LongStep_IsCutToOneLine()
    {
        var run = await InspectAsync("--text", "Start: " + string.Concat(Enumerable.Repeat("seven apples and ", 30)));

        Assert.Equal(0, run.ExitCode);
        var row = Assert.Single(run.Output.Split('\n'), line => line.Contains("seven apples", StringComparison.Ordinal));
        Assert.Contains('…', row);
    }

    [Fact]
    public async Task Json_WithoutParts_LeavesTheLargeOnesOut()
    {
        var run = await InspectAsync("--text", Answer, "--json");

        Assert.False(run.Json.TryGetProperty("attention", out _));
        Assert.Equal(["l2", "final_norm_l2"], run.Json.GetProperty("hidden").EnumerateObject().Select(property => property.Name));
        Assert.False(run.Json.GetProperty("logits").TryGetProperty("rows", out _));
    }

    [Fact]
    public async Task Json_SomeLayers_OthersAreNull()
    {
        var run = await InspectAsync("--text", Answer, "--layers", "0,2", "--with", "attention,hidden", "--json");

        Assert.All(
            [run.Json.GetProperty("attention").GetProperty("values"), run.Json.GetProperty("hidden").GetProperty("all"), run.Json.GetProperty("spectral").GetProperty("whole").GetProperty("sound")],
            byLayer => Assert.Equal([0, 2], byLayer.EnumerateArray().Index().Where(item => item.Item.ValueKind != JsonValueKind.Null).Select(item => item.Index)));
        Assert.All(run.Json.GetProperty("fci").GetProperty("step_matrix").EnumerateArray(), layer => Assert.Equal(JsonValueKind.Array, layer.ValueKind));
    }

    [Theory]
    [InlineData("5")]
    [InlineData("5,6")]
    public async Task Json_TooFewTokensForSignals_IsNullWhereNothingIsDefined(string tokens)
    {
        var run = await InspectAsync("--tokens", tokens, "--layers", "all", "--with", "attention,hidden,logits", "--json");

        Assert.Equal(0, run.ExitCode);
        var count = tokens.Split(',').Length;
        Assert.Equal(count, run.Json.GetProperty("logits").GetProperty("rows").GetArrayLength());
        Assert.Equal(count - 1, run.Json.GetProperty("logits").GetProperty("logprob_next").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, run.Json.GetProperty("spectral").GetProperty("response").GetProperty("sound")[0].GetProperty("fiedler").ValueKind);
    }

    [Fact]
    public async Task Cache_F16_ChangesTheAttentionALittle()
    {
        string[] arguments = ["--text", Answer, "--layers", "3", "--with", "attention", "--json"];

        var exact = await InspectAsync([.. arguments, "--cache", "f32"]);
        var half = await InspectAsync([.. arguments, "--cache", "f16"]);

        var differences = Rows(exact, layer: 3).Zip(Rows(half, layer: 3), (left, right) => Math.Abs(left - right)).ToArray();
        Assert.InRange(differences.Max(), 1e-7, 1e-2);
    }

    [Theory]
    [InlineData("one of --text")]
    [InlineData("one of --text", "--text", "a", "--tokens", "1")]
    [InlineData("--messages", "--text", "a", "--tools", "tools.json")]
    [InlineData("no whole number", "--tokens", "1,x")]
    [InlineData("vocabulary", "--tokens", "1,2,999999")]
    [InlineData("empty", "--text", "")]
    [InlineData("prompt-tokens", "--tokens", "1,2", "--prompt-tokens", "3")]
    [InlineData("prompt-tokens", "--tokens", "1,2", "--prompt-tokens", "0")]
    [InlineData("prompt-tokens", "--tokens", "1,2", "--prompt-tokens", "x")]
    [InlineData("without gaps", "--tokens", "1,2,3", "--steps", "2:1")]
    [InlineData("cover all", "--tokens", "1,2,3", "--steps", "1:1")]
    [InlineData("first:count", "--tokens", "1,2,3", "--steps", "1")]
    [InlineData("layers 0 to", "--tokens", "1,2", "--layers", "99")]
    [InlineData("gradients", "--tokens", "1,2", "--with", "gradients")]
    [InlineData("--context 3", "--tokens", "1,2,3", "--context", "2")]
    [InlineData("cache", "--tokens", "1,2,3", "--cache", "f8")]
    [InlineData("no such file", "--text-file", "missing.txt")]
    [InlineData("no-such-folder", "--tokens", "1,2,3", "--json", "/no-such-folder/out.json")]
    [InlineData("--nonsense", "--tokens", "1,2,3", "--nonsense")]
    public async Task BadInput_OneSentenceAndCodeTwo(string says, params string[] arguments)
        => (await InspectAsync(arguments)).AssertFails(2, says);

    [Theory]
    [InlineData("{", "not JSON")]
    [InlineData("[]", "at least one")]
    [InlineData("""[{"content": "no role"}]""", "role")]
    [InlineData("""[{"role": "user", "content": "Hello"}]""", "assistant")]
    [InlineData("""[{"role": "assistant", "content": "\ud800"}]""", "assistant")]
    public async Task Messages_NoConversation_OneSentenceAndCodeTwo(string json, string says)
    {
        using var folder = new TemporaryFolder();

        (await InspectAsync("--messages", folder.Write("chat.json", json))).AssertFails(2, says);
    }

    [Fact]
    public async Task Model_NoGguf_OneSentenceAndCodeTwo()
    {
        using var folder = new TemporaryFolder();

        (await ToolRun.StartAsync("inspect", "--model", folder.Write("a.gguf", "<!DOCTYPE html>"), "--tokens", "1")).AssertFails(2, "web page");
    }

    private static Task<ToolRun> InspectAsync(params string[] arguments)
        => ToolRun.StartAsync(["inspect", "--model", BuiltInModelFile.Path, "--threads", "1", .. arguments]);

    private static IEnumerable<string> Strings(JsonElement array) => array.EnumerateArray().Select(item => item.GetString()!);

    private static IEnumerable<double> Rows(ToolRun run, int layer)
        => run.Json.GetProperty("attention").GetProperty("values")[layer].EnumerateArray().SelectMany(head => head.EnumerateArray()).SelectMany(row => row.EnumerateArray()).Select(value => value.GetDouble());
}
