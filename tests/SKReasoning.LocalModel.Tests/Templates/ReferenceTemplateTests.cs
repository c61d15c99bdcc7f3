using System.Text.Json;

namespace SKReasoning.LocalModel.Tests.Templates;

/// <summary>Compares with texts that transformers rendered, in a folder that the variable SKREASONING_REFERENCE names.</summary>
public class ReferenceTemplateTests(ITestOutputHelper output)
{
    // Joined text parts render where Python prints a list, or where a template refuses one.
    private const string PartsConversation = "typed_content";

    [Fact]
    public void Render_ReferenceConversations_EqualsTransformers()
    {
        var scores = new Dictionary<string, (int Exact, int Total)>();
        var others = new List<string>();
        foreach (var (name, template, cases) in Templates())
        {
            foreach (var @case in cases.Where(@case => @case.Expected is not null))
            {
                var text = Attempt(@case, template, out var error);
                var isExact = text == @case.Expected;
                foreach (var group in (string[])[name, $"arguments: {@case.Arguments}", "all"])
                {
                    var (exact, total) = scores.GetValueOrDefault(group);
                    scores[group] = (exact + (isExact ? 1 : 0), total + 1);
                }

                if (!isExact && @case.Conversation != PartsConversation)
                {
                    others.Add($"{name} {@case.Name}: {error?.Message ?? "another text"}");
                }
            }
        }

        foreach (var (group, (exact, total)) in scores)
        {
            output.WriteLine($"{group,-52} {exact,4}/{total}");
        }

        Assert.NotEmpty(scores);
        Assert.Empty(others);
    }

    [Fact]
    public void Render_ConversationThatTheTemplateRefuses_GivesItsMessage()
    {
        foreach (var (name, template, cases) in Templates())
        {
            foreach (var @case in cases.Where(@case => @case.Raised is not null && @case.Conversation != PartsConversation))
            {
                Attempt(@case, template, out var error);

                Assert.True(error is { IsRaisedByTemplate: true }, $"{name} {@case.Name}: not raised");
                Assert.Contains(@case.Raised!, error.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void ArgumentsAsText_ReferenceTemplates_PicksAStyleThatRenders()
    {
        foreach (var (name, template, cases) in Templates())
        {
            var rendering = cases
                .Where(@case => @case.Conversation == "tool_call_and_result" && @case.Expected is not null)
                .Select(@case => @case.Arguments)
                .ToHashSet();

            var style = template.ArgumentsAsText ? "string" : "dict";

            output.WriteLine($"{name,-52} {style}{(template.ShortCallIds ? ", short ids" : "")}");
            Assert.True(rendering.Count == 0 || rendering.Overlaps(["either", style]), $"{name}: {style} does not render");
        }
    }

    internal static IEnumerable<(string Name, ChatTemplate Template, ReferenceCase[] Cases)> Templates()
    {
        var root = Environment.GetEnvironmentVariable("SKREASONING_REFERENCE");
        Assert.SkipWhen(root is null, "SKREASONING_REFERENCE names no folder with reference renderings.");
        var inputs = Read(Path.Combine(root!, "templates", "conversations.json"));
        foreach (var path in Directory.GetFiles(Path.Combine(root!, "templates"), "*.json").Order(StringComparer.Ordinal))
        {
            var json = Read(path);
            if (json.TryGetProperty("template", out var source))
            {
                var clock = new FixedClock(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
                var cases = json.GetProperty("cases").EnumerateArray().Select(@case => new ReferenceCase(@case, inputs));
                yield return (Path.GetFileNameWithoutExtension(path), new ChatTemplate(source.GetString()!, clock), [.. cases]);
            }
        }
    }

    private static JsonElement Read(string path) => JsonDocument.Parse(File.ReadAllText(path)).RootElement;

    private static string? Attempt(ReferenceCase @case, ChatTemplate template, out ChatTemplateException? error)
    {
        try
        {
            error = null;
            return @case.Render(template);
        }
        catch (ChatTemplateException exception)
        {
            error = exception;
            return null;
        }
    }
}
