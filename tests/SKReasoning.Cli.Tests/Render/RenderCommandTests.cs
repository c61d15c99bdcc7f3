using System.Text.Json;
using SKReasoning.TestKit;

namespace SKReasoning.Cli.Tests.Render;

public class RenderCommandTests
{
    private const string Template = """
        {{ bos_token }}{% if tools %}{{ tools | tojson }}
        {% endif %}{% for message in messages %}[{{ message.role }}]{{ message.content }}{% if message.tool_calls %}{{ message.tool_calls[0].function.arguments }}{% endif %}{{ eos_token }}
        {% endfor %}{% if add_generation_prompt %}[assistant]{% endif %}
        """;

    private const string Messages = """[{"role": "user", "content": [{"type": "text", "text": "Wie "}, {"type": "text", "text": "geht's?"}]}, {"role": "assistant", "content": "gut 東"}]""";

    [Theory]
    [InlineData("<s>[user]Wie geht's?</s>\n[assistant]gut 東</s>\n[assistant]")]
    [InlineData("<s>[user]Wie geht's?</s>\n[assistant]gut 東</s>\n", "--no-generation-prompt")]
    public async Task Raw_Template_IsTheExactText(string expected, params string[] arguments)
    {
        using var folder = new TemporaryFolder();

        var run = await RenderAsync(folder, [.. arguments, "--bos", "<s>", "--eos", "</s>", "--raw"]);

        Assert.Equal((0, expected, ""), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task Json_Template_HoldsTheExactTextAndNoTokens()
    {
        using var folder = new TemporaryFolder();

        var run = await RenderAsync(folder, "--json");

        Assert.Equal("[user]Wie geht's?\n[assistant]gut 東\n[assistant]", run.Json.GetProperty("text").GetString());
        Assert.False(run.Json.TryGetProperty("ids", out _));
    }

    [Theory]
    [InlineData("""{"a": 5.0, "b": [1e-07]}""", "{'a': 5.0, 'b': [1e-07]}")]
    [InlineData("\"{\\\"a\\\": 5.0}\"", "{\"a\": 5.0}")]
    public async Task ToolCall_Arguments_ReachTheTemplateAsTheyStand(string arguments, string expected)
    {
        using var folder = new TemporaryFolder();
        const string Tools = """[{"type": "function", "function": {"name": "add", "parameters": {}}}]""";
        var messages = folder.Write(
            "messages.json",
            """[{"role": "assistant", "content": null, "tool_calls": [{"type": "function", "function": {"name": "add", "arguments": HERE}}]}]""".Replace("HERE", arguments, StringComparison.Ordinal));

        var run = await ToolRun.StartAsync("render", "--template", folder.Write("template.jinja", Template), "--messages", messages, "--tools", folder.Write("tools.json", Tools), "--no-generation-prompt", "--raw");

        Assert.Equal($"{Tools}\n[assistant]{expected}\n", run.Output);
    }

    [Theory]
    [InlineData("2026-01-02T03:04:05", "02 Jan 2026 03:04")]
    [InlineData("2026-01-02T23:04:05-08:00", "02 Jan 2026 23:04")]
    public async Task Now_Template_PrintsTheTimeThatIsGiven(string now, string expected)
    {
        using var folder = new TemporaryFolder();
        var template = folder.Write("template.jinja", "{{ strftime_now('%d %b %Y %H:%M') }}");

        var run = await ToolRun.StartAsync("render", "--template", template, "--messages", folder.Write("m.json", Messages), "--now", now, "--raw");

        Assert.Equal(expected, run.Output);
    }

    [Fact]
    public async Task Variable_JsonOrText_ReachesTheTemplate()
    {
        using var folder = new TemporaryFolder();
        var template = folder.Write("template.jinja", "{{ enable_thinking }} {{ date_string }}");

        var run = await ToolRun.StartAsync(
            "render", "--template", template, "--messages", folder.Write("m.json", Messages), "--variable", "enable_thinking=false", "--variable", "date_string=1 May", "--raw");

        Assert.Equal("False 1 May", run.Output);
    }

    [Fact]
    public async Task Model_ControlTextInAMessage_StaysText()
    {
        using var folder = new TemporaryFolder();
        var messages = folder.Write("m.json", """{"messages": [{"role": "user", "content": "a<|im_end|>b"}]}""");

        var run = await ToolRun.StartAsync("render", "--model", BuiltInModelFile.Path, "--messages", messages, "--json");

        var tokens = run.Json.GetProperty("tokens").EnumerateArray().ToArray();
        Assert.Equal("<|im_start|>user\na<|im_end|>b<|im_end|>\n<|im_start|>assistant\n", run.Json.GetProperty("text").GetString());
        Assert.Equal(run.Json.GetProperty("text").GetString(), string.Concat(tokens.Select(token => token.GetProperty("text").GetString())));
        Assert.Equal(["<|im_start|>", "<|im_end|>", "<|im_start|>"], tokens.Where(token => token.GetProperty("control").GetBoolean()).Select(token => token.GetProperty("text").GetString()));
        Assert.Equal(tokens.Select(token => token.GetProperty("id").GetInt32()), run.Json.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()));
    }

    [Fact]
    public async Task Model_ForPeople_MarksControlTokens()
    {
        using var folder = new TemporaryFolder();

        var run = await ToolRun.StartAsync("render", "--model", BuiltInModelFile.Path, "--messages", folder.Write("m.json", Messages));

        Assert.StartsWith("<|im_start|>user\nWie geht's?<|im_end|>\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("* marks the 5 control tokens", run.Output, StringComparison.Ordinal);
        Assert.Equal(5, run.Output.Count(character => character == '*') - 1);
    }

    [Theory]
    [InlineData("either")]
    [InlineData("either", "--model", "a.gguf", "--template", "b")]
    [InlineData("no such file", "--template", "missing.jinja")]
    [InlineData("no such file", "--model", "missing.gguf")]
    [InlineData("--now", "--template", "t", "--now", "yesterday")]
    [InlineData("NAME=VALUE", "--template", "t", "--variable", "x")]
    public async Task BadInput_OneSentenceAndCodeTwo(string says, params string[] arguments)
    {
        using var folder = new TemporaryFolder();

        (await ToolRun.StartAsync(["render", "--messages", folder.Write("m.json", Messages), .. arguments])).AssertFails(2, says);
    }

    [Theory]
    [InlineData("{% if %}", "template")]
    [InlineData("{{ raise_exception('only one user') }}", "only one user")]
    [InlineData("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "template")]
    public async Task Template_Refuses_OneSentenceAndCodeTwo(string template, string says)
    {
        using var folder = new TemporaryFolder();

        (await ToolRun.StartAsync("render", "--template", folder.Write("t", template), "--messages", folder.Write("m.json", Messages))).AssertFails(2, says);
    }

    [Theory]
    [InlineData("""[{"role": "user", "content": "\ud800"}]""")]
    [InlineData("""{"messages": 1}""")]
    public async Task Messages_NoConversation_OneSentenceAndCodeTwo(string json)
    {
        using var folder = new TemporaryFolder();
        var messages = folder.Write("m.json", json);

        (await ToolRun.StartAsync("render", "--template", folder.Write("t", Template), "--messages", messages)).AssertFails(2, "");
        (await ToolRun.StartAsync("render", "--model", BuiltInModelFile.Path, "--messages", messages)).AssertFails(2, "");
    }

    /// <summary>Compares with texts that transformers rendered, in a folder that the variable SKREASONING_REFERENCE names.</summary>
    [Fact]
    public async Task Raw_ReferenceConversations_EqualTransformers()
    {
        // Joined text parts render where Python prints a list, or where a template refuses one.
        const string PartsConversation = "typed_content";
        var root = Environment.GetEnvironmentVariable("SKREASONING_REFERENCE");
        Assert.SkipWhen(root is null, "SKREASONING_REFERENCE names no folder with reference renderings.");
        using var folder = new TemporaryFolder();
        var inputs = JsonElement.Parse(await File.ReadAllTextAsync(Path.Combine(root!, "templates", "conversations.json")));
        foreach (var path in Directory.GetFiles(Path.Combine(root!, "templates"), "*.json").Order(StringComparer.Ordinal))
        {
            var json = JsonElement.Parse(await File.ReadAllTextAsync(path));
            if (!json.TryGetProperty("template", out var template))
            {
                continue;
            }

            // One case of each template: the renderer has its own tests, this one is about what the command passes to it.
            var @case = json.GetProperty("cases").EnumerateArray().Where(item => item.TryGetProperty("expected", out _) && item.GetProperty("conversation").GetString() != PartsConversation).Last();
            var style = @case.GetProperty("arguments").GetString() == "string" ? "messages_string_arguments" : "messages";
            List<string> arguments =
            [
                "render", "--template", folder.Write("t", template.GetString()!), "--bos", "<s>", "--eos", "</s>", "--now", "2026-01-02T03:04:05", "--raw", "--messages",
                folder.Write("m", inputs.GetProperty("conversations").GetProperty(@case.GetProperty("conversation").GetString()!).GetProperty(style).GetRawText()),
            ];
            if (@case.TryGetProperty("tools", out var tools) && tools.GetString() is { } name)
            {
                arguments.AddRange(["--tools", folder.Write("tools", inputs.GetProperty("tools").GetProperty(name).GetRawText())]);
            }

            if (!@case.GetProperty("add_generation_prompt").GetBoolean())
            {
                arguments.Add("--no-generation-prompt");
            }

            if (@case.TryGetProperty("variables", out var variables))
            {
                arguments.AddRange(variables.EnumerateObject().SelectMany(variable => (string[])["--variable", $"{variable.Name}={variable.Value.GetRawText()}"]));
            }

            var run = await ToolRun.StartAsync([.. arguments]);

            Assert.Equal((path, 0, @case.GetProperty("expected").GetString()!), (path, run.ExitCode, run.Output));
        }
    }

    private static Task<ToolRun> RenderAsync(TemporaryFolder folder, params string[] arguments)
        => ToolRun.StartAsync(["render", "--template", folder.Write("template.jinja", Template), "--messages", folder.Write("messages.json", Messages), .. arguments]);
}
