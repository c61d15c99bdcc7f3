using System.Text.Json;
using System.Text.RegularExpressions;
using SKReasoning.LocalModel.Calls;
using SKReasoning.LocalModel.Tests.Grammar;
using SKReasoning.LocalModel.Tests.Templates;

namespace SKReasoning.LocalModel.Tests.Calls;

/// <summary>Calls in the formats of templates that many models have, in a folder that the variable SKREASONING_REFERENCE names.</summary>
public partial class ReferenceCallTests(SchemaModel model, ITestOutputHelper output) : IClassFixture<SchemaModel>
{
    private static readonly string[] s_without = ["Phi-3.5-mini-instruct", "gemma-2-2b-it", "rwkv-world", "Kimi-K2-Instruct"];

    private readonly HashSet<string> _checked = [];

    [Fact]
    public void Run_ReferenceTemplates_FindsTheFormatOfEachThatRendersACall()
    {
        foreach (var (name, template, _) in ReferenceTemplateTests.Templates())
        {
            var format = Probe(template);

            output.WriteLine($"{name,-50} {Describe(format)}");
            var other = new ToolCallProbe(template, [], [], "<s>", "</s>").Run();
            if (format is not null && format with { Trigger = "" } != other! with { Trigger = "" })
            {
                output.WriteLine($"{"without tokens",-50} {Describe(other)}");
            }
            Assert.True(format is not null != s_without.Any(without => name.EndsWith(without, StringComparison.Ordinal)), name);
        }
    }

    [Fact]
    public void Write_ReferenceCalls_EqualsTheTemplateAndIsReadBackUnderTheGrammar()
    {
        var (written, problems) = (0, new List<string>());
        foreach (var (name, template, cases) in ReferenceTemplateTests.Templates())
        {
            if (Probe(template) is not { } format)
            {
                continue;
            }

            var style = template.ArgumentsAsText ? "string" : "dict";
            foreach (var @case in cases.Where(@case => @case.Expected is not null && (@case.Arguments == style || @case.Arguments == "either")))
            {
                var earlier = 0;
                foreach (var message in @case.Messages.EnumerateArray().Where(message => message.TryGetProperty("tool_calls", out _)))
                {
                    var calls = message.GetProperty("tool_calls").EnumerateArray().Select(Call).ToArray();
                    var ids = message.GetProperty("tool_calls").EnumerateArray().Select(call => call.GetProperty("id").GetString()!).ToArray();
                    foreach (var group in format.Joint is null ? calls.Select(call => new[] { call }) : [calls])
                    {
                        written++;
                        if (Problem(format, group, i => ids[i], earlier, @case.Expected!) is { } problem && !IsKnown(name, @case.Conversation))
                        {
                            problems.Add($"{name} {@case.Name}: {problem}");
                        }
                    }

                    earlier += calls.Length;
                }
            }
        }

        output.WriteLine($"{written} turns with calls");
        foreach (var problem in problems)
        {
            output.WriteLine(problem);
        }

        Assert.Empty(problems);
    }

    // The first leaves calls out of a turn after the first one, the second writes no opening for them.
    private static bool IsKnown(string template, string conversation) => (template.Split('.')[0].Split('-')[0], conversation) is ("GigaChat3", "parallel_tool_calls")
        || (template.Contains("DeepSeek-R1-Distill", StringComparison.Ordinal) && conversation == "sequential_tool_calls");

    private string? Problem(ToolCallFormat format, ToolCall[] calls, Func<int, string> id, int earlier, string expected)
    {
        var text = format.Write(calls, id, earlier);
        if (!expected.Contains(text, StringComparison.Ordinal) && !expected.Contains(format.Write(calls, id), StringComparison.Ordinal))
        {
            return $"the template does not write {text}";
        }

        text = format.Write(calls, i => $"skrcall{i:00}", earlier);
        if (!_checked.Add(text))
        {
            return null;
        }

        OfferedTool[] tools = [.. calls.GroupBy(call => call.Name).Select(group => OfferedTool.Of(group.Key, group.Select(call => JsonElement.Parse(call.Arguments))))];
        var rules = TurnGrammar.Calls(format, tools, null)!;
        var read = format.Read(text, rules.Tools);
        return read.Count != calls.Length || !read.Zip(calls).All(pair => pair.First.Name == pair.Second.Name && JsonElement.DeepEquals(JsonElement.Parse(pair.First.Arguments), JsonElement.Parse(pair.Second.Arguments)))
            ? $"{text} is read as {string.Join(' ', read)}"
            : model.AllowsText(rules.Grammar, text) ? null : LongNumber().IsMatch(text) ? null : $"the grammar refuses {text}";
    }

    private static ToolCall Call(JsonElement call)
    {
        var function = call.GetProperty("function");
        var arguments = function.GetProperty("arguments");
        return new ToolCall(function.GetProperty("name").GetString()!, arguments.ValueKind == JsonValueKind.String ? arguments.GetString()! : arguments.GetRawText());
    }

    private static ToolCallFormat? Probe(ChatTemplate template)
        => new ToolCallProbe(template, [.. Tag().Matches(template.Source).Select(tag => tag.Value).Distinct()], ["</s>", "<|im_end|>", "<|eot_id|>", "<|eot|>", "<|eom|>", "<|end_of_msg|>"], "<s>", "</s>").Run();

    private static readonly JsonSerializerOptions s_readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Describe(ToolCallFormat? format) => format is null ? "none" : JsonSerializer.Serialize(
        string.Join("  ", new[] { format.Trigger, format.Open, format.Joint ?? "(one call)", format.Close }.Concat(format.Arguments switch
        {
            ObjectArguments one => ["OBJECT", one.Middle, one.NameIsLast ? "name last" : "", one.Notation.Text.ToString(), one.Notation.Comma],
            ListedArguments list => ["LIST", list.Empty, list.Begin, list.ValueEnd, list.Between, list.End, list.SortsKeys ? "sorted" : "", .. list.Forms.Select(form => $"{form.Kinds} '{form.Open}' '{form.Close}' {form.Notation.Text} {form.Notation.True} {form.Notation.Null} {form.Notation.Quote} {form.Characters}")],
            _ => [],
        })), s_readable);

    // Longer than what grammars allow.
    [GeneratedRegex("[0-9]{16}")]
    private static partial Regex LongNumber();

    [GeneratedRegex(@"<\|?[a-zA-Z_]+\|?>|<\uFF5C[^\uFF5C]*\uFF5C>|\[[A-Z_]+\]")]
    private static partial Regex Tag();
}
