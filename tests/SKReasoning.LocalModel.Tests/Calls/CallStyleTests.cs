using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using SKReasoning.LocalModel.Calls;
using SKReasoning.LocalModel.Tests.Grammar;

namespace SKReasoning.LocalModel.Tests.Calls;

public class CallStyleTests(SchemaModel model) : IClassFixture<SchemaModel>
{
    private const string Awkward = """
        {"text": "it's \"so\" \\ <b>&amp;</b>\n [x] {y}, é🙂", "count": 5.0, "large": 12345678901234567890, "small": -1.5e-07, "on": true, "off": false, "nothing": null,
        "list": [1, "a\"b", null, [], {"k": "é"}], "object": {"k": {"n": [true, -2]}, "z": {}}, "empty": "", "word": "true", "digits": "123", "blank": " x ", "none": "null"}
        """;

    private const string Everyday = """{"city": "Köln <Süd>", "days": 3, "hourly": false, "units": ["C", "mm"], "at": {"lat": 50.9}}""";

    private static readonly string[] s_fragments = ["<", "</", "p", ">", "</p>", "</p>\n", "'", "',", "\"", "\n", ", ", ")", "')", "}", "a", "é", "\\", "<|q|>", "<|q", "]]>", "&", " ", "[", "null"];

    public static TheoryData<string> Styles => [.. CallTemplates.Styles];

    [Theory]
    [MemberData(nameof(Styles))]
    public void Write_AwkwardValues_IsWhatTheTemplateRendersAndIsReadBack(string style)
    {
        var format = CallTemplates.Format(style);
        ToolCall[] calls = [new("get_weather", Everyday), new("get", Awkward), new("get_time", "{}")];
        var tools = Tools(format, calls);

        var written = format.Write(calls, i => $"callid00{i}");

        Assert.Contains(written, Render(style, calls), StringComparison.Ordinal);
        var read = format.Read(written, tools.Tools);
        Assert.Equal(calls.Select(call => call.Name), read.Select(call => call.Name));
        Assert.All(calls.Zip(read), pair => Assert.True(JsonNode.DeepEquals(JsonNode.Parse(pair.First.Arguments), JsonNode.Parse(pair.Second.Arguments)), pair.Second.Arguments));
    }

    [Theory]
    [MemberData(nameof(Styles))]
    public void Grammar_Calls_TakesWhatTheTemplateWritesAndNothingElse(string style)
    {
        var format = CallTemplates.Format(style);
        ToolCall weather = new("get_weather", Everyday), other = new("get", Awkward.Replace("12345678901234567890", "123456789012345", StringComparison.Ordinal)), time = new("get_time", "{}");
        var grammar = Tools(format, weather, other, time).Grammar;

        Assert.True(Allows(weather));
        Assert.True(Allows(other, time, weather));
        Assert.False(Allows(weather with { Name = "get_weathers" }));
        Assert.False(Allows(weather with { Name = "get_time" }));
        Assert.False(Allows(Without(weather, "days")));
        Assert.False(Allows(Without(weather, "at")));
        Assert.False(Allows(With(weather, "days", "\"three\"")));
        Assert.False(Allows(With(weather, "hourly", "3")));
        Assert.False(Allows(With(weather, "units", "{}")));
        Assert.False(Allows(With(weather, "more", "1")));
        Assert.False(model.AllowsText(grammar, Written(weather)[..^1]));

        bool Allows(params ToolCall[] calls) => model.AllowsText(grammar, Written(calls));
        string Written(params ToolCall[] calls) => format.Write(calls, i => $"callid00{i}");
    }

    [Theory]
    [MemberData(nameof(Styles))]
    public void Grammar_TextsThatLookLikeEnds_AreReadBackWhereTheyAreTaken(string style)
    {
        var format = CallTemplates.Format(style);
        var rules = Tools(format, new ToolCall("say", """{"text": "x", "then": "x"}"""));
        var random = new Random(5);
        var taken = 0;
        for (var i = 0; i < 12; i++)
        {
            var arguments = new JsonObject { ["text"] = Text(), ["then"] = Text() };

            var written = format.Write([new ToolCall("say", arguments.ToJsonString())], _ => "callid000");

            if (model.AllowsText(rules.Grammar, written))
            {
                taken++;
                Assert.True(JsonNode.DeepEquals(arguments, JsonNode.Parse(Assert.Single(format.Read(written, rules.Tools)).Arguments)), written);
            }
        }

        Assert.True(taken > 3, $"{taken} of 12 taken");

        string Text() => string.Concat(Enumerable.Range(0, random.Next(7)).Select(_ => s_fragments[random.Next(s_fragments.Length)]));
    }

    [Theory]
    [MemberData(nameof(Styles))]
    public void Read_BrokenOff_GivesTheWholeCallsAlone(string style)
    {
        var format = CallTemplates.Format(style);
        ToolCall[] calls = [new("get_weather", Everyday), new("get_time", "{}")];
        var tools = Tools(format, calls).Tools;
        var written = format.Write(calls, i => $"callid00{i}");

        for (var length = 0; length < written.Length; length++)
        {
            var read = format.Read(written[..length], tools);

            Assert.True(read.Count <= 2);
            Assert.All(read.Zip(calls), pair => Assert.True(JsonNode.DeepEquals(JsonNode.Parse(pair.Second.Arguments), JsonNode.Parse(pair.First.Arguments)), pair.First.Arguments));
        }
    }

    [Theory]
    [MemberData(nameof(Styles))]
    public void Grammar_SchemaSaysMore_HoldsInEveryStyle(string style)
    {
        const string Schema = """
            {"type": "object", "properties": {"unit": {"enum": ["C", "F"]}, "day": {"type": "string", "format": "date"}, "code": {"type": "string", "pattern": "^[A-Z]{2}$"},
            "note": {"type": ["string", "null"]}, "size": {"anyOf": [{"type": "integer", "minimum": 1, "maximum": 9}, {"type": "null"}]}, "tag": {"type": "string", "maxLength": 3}}, "required": ["unit"]}
            """;
        var format = CallTemplates.Format(style);
        var grammar = TurnGrammar.Calls(format, [new OfferedTool("set", JsonElement.Parse(Schema))], null)!.Grammar;

        Assert.True(Allows("""{"unit": "F", "day": "2024-02-29", "code": "AB", "note": "x, y", "size": 9, "tag": "é"}"""));
        Assert.True(Allows("""{"unit": "C", "note": null, "size": null}"""));
        Assert.False(Allows("""{"unit": "K"}"""));
        Assert.False(Allows("""{"unit": "C", "day": "2023-02-29"}"""));
        Assert.False(Allows("""{"unit": "C", "code": "ABC"}"""));
        Assert.False(Allows("""{"unit": "C", "size": 10}"""));
        Assert.False(Allows("""{"unit": "C", "tag": "abcd"}"""));

        bool Allows(string arguments) => model.AllowsText(grammar, format.Write([new ToolCall("set", arguments)], _ => "callid000"));
    }

    [Theory]
    [MemberData(nameof(Styles))]
    public void Grammar_UndeclaredArguments_AreTakenWhereTheSchemaAllowsThem(string style)
    {
        const string Schema = """{"type": "object", "properties": {"ab": {"type": "integer"}}, "additionalProperties": {"type": "boolean"}}""";
        var format = CallTemplates.Format(style);
        var rules = TurnGrammar.Calls(format, [new OfferedTool("set", JsonElement.Parse(Schema))], null)!;
        ToolCall call = new("set", """{"ab": 1, "abc": true, "b": false}""");

        var written = format.Write([call], _ => "callid000");

        // Keys in the order of the alphabet stay in it.
        Assert.True(model.AllowsText(rules.Grammar, written), written);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(call.Arguments), JsonNode.Parse(Assert.Single(format.Read(written, rules.Tools)).Arguments)));
        Assert.False(model.AllowsText(rules.Grammar, format.Write([call with { Arguments = """{"ab": true}""" }], _ => "callid000")));
        Assert.True(model.AllowsText(rules.Grammar, format.Write([call with { Arguments = "{}" }], _ => "callid000")));
    }

    private static CallRules Tools(ToolCallFormat format, params ToolCall[] calls)
        => TurnGrammar.Calls(format, [.. calls.Select(call => OfferedTool.Of(call.Name, JsonElement.Parse(call.Arguments)))], new ChatOptions())!;

    private static ToolCall Without(ToolCall call, string key)
    {
        var arguments = JsonNode.Parse(call.Arguments)!.AsObject();
        arguments.Remove(key);
        return call with { Arguments = arguments.ToJsonString() };
    }

    private static ToolCall With(ToolCall call, string key, string value)
    {
        var arguments = JsonNode.Parse(call.Arguments)!.AsObject();
        arguments[key] = JsonNode.Parse(value);
        return call with { Arguments = arguments.ToJsonString() };
    }

    private static string Render(string style, ToolCall[] calls)
    {
        var template = CallTemplates.Template(style);
        var written = calls.Select((call, i) => $$$"""
            {"id": "callid00{{{i}}}", "type": "function", "function": {"name": "{{{call.Name}}}", "arguments": {{{(template.ArgumentsAsText ? JsonSerializer.Serialize(Compact(call.Arguments)) : call.Arguments)}}}}}
            """);
        return template.Render($$"""[{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "", "tool_calls": [{{string.Join(", ", written)}}]}]""", "[]", addGenerationPrompt: false, "<s>", "</s>");
    }

    private static string Compact(string json) => ValueNotation.JsonCompact.Write(JsonElement.Parse(json));
}
