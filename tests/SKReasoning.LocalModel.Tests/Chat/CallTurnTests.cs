using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using SKReasoning.LocalModel.Calls;
using SKReasoning.LocalModel.Chat;
using SKReasoning.LocalModel.Prompts;
using SKReasoning.LocalModel.Sampling;
using SKReasoning.LocalModel.Tests.Calls;
using SKReasoning.LocalModel.Tests.Grammar;

namespace SKReasoning.LocalModel.Tests.Chat;

/// <summary>Turns that a model writes in each style of calls, token by token.</summary>
public class CallTurnTests(SchemaModel model) : IClassFixture<SchemaModel>
{
    private static readonly ToolCall s_weather = new("get_weather", """{"city": "Köln's \"Altstadt\" <Süd>", "days": 3}""");
    private static readonly ToolCall s_time = new("get_time", "{}");

    public static TheoryData<string> Styles => [.. CallTemplates.Styles];

    [Theory]
    [MemberData(nameof(Styles))]
    public void Take_CallsAfterText_AreMade(string style)
    {
        var format = CallTemplates.Format(style);

        var turn = Write(Rules(format), $"Let me look.\n{AfterText(format)}{Written(format, s_weather, s_time)}");

        Assert.True(turn.IsWhole);
        Assert.Equal((TurnEnd.ToolCalls, "Let me look."), (turn.End, turn.Text));
        Assert.Equal(["get_weather", "get_time"], turn.Calls.Select(call => call.Name));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(s_weather.Arguments), JsonNode.Parse(turn.Calls[0].Arguments)), turn.Calls[0].Arguments);
    }

    [Theory]
    [MemberData(nameof(Styles))]
    public void End_CallBrokenOff_MakesNoCall(string style)
    {
        var format = CallTemplates.Format(style);
        var written = Written(format, s_weather);

        for (var length = format.Trigger.Length + s_weather.Name.Length + 1; length < written.Length; length += 9)
        {
            Assert.Empty(Write(Rules(format), written[..length]).Calls);
        }
    }

    [Theory]
    [MemberData(nameof(Styles))]
    public void Permits_SecondCall_OnlyWhereSeveralAreAllowed(string style)
    {
        var format = CallTemplates.Format(style);
        var one = new ChatOptions { AllowMultipleToolCalls = false };

        Assert.False(Write(Rules(format, one), Written(format, s_time, s_weather)).IsWhole);
        Assert.Single(Write(Rules(format, one), Written(format, s_weather)).Calls);
    }

    [Theory]
    [MemberData(nameof(Styles))]
    public void Permits_RequiredTool_IsTheOnlyOne(string style)
    {
        var format = CallTemplates.Format(style);
        var rules = Rules(format, new ChatOptions { ToolMode = ChatToolMode.RequireSpecific("get_weather") });
        using var output = new TurnOutput(model.Vocabulary, rules, startsInThought: false, _ => { });
        var written = Written(format, s_weather);

        Assert.True(output.NeedsCall);
        Array.ForEach(output.CallOpening, token => output.Take(token, out _));
        foreach (var token in model.Vocabulary.Tokenize(written[format.Trigger.Length..], parseSpecial: true))
        {
            Assert.True(output.Permits(token));
            output.Take(token, out _);
        }

        Assert.False(output.NeedsCall);
        Assert.Equal(TurnEnd.ToolCalls, output.End(TurnEnd.Stop));
        Assert.Empty(Write(rules, AfterText(format) + Written(format, s_time)).Calls);
    }

    [Theory]
    [MemberData(nameof(Styles))]
    public void Take_CallInThoughts_IsAThought(string style)
    {
        var format = CallTemplates.Format(style);
        var rules = Rules(format) with { Thoughts = new ThoughtTags("<think>", "</think>") };

        var turn = Write(rules, $"<think>I could write {Written(format, s_time)}</think>Hello.");
        var after = Write(rules, $"<think>Hm.</think>\n{AfterText(format)}{Written(format, s_time)}");

        Assert.Equal((TurnEnd.Stop, "Hello.", 0), (turn.End, turn.Text, turn.Calls.Length));
        Assert.Equal((TurnEnd.ToolCalls, "", 1), (after.End, after.Text, after.Calls.Length));
    }

    [Fact]
    public void Take_TriggerOfSeveralControlTokens_IsFoundAndNotShown()
    {
        var controls = model.Vocabulary.SpecialTexts.Where(special => special.IsControl).Select(special => special.Text).ToList();
        var open = $"{controls[0]}tools{controls[0]}";
        var format = new ToolCallFormat(open, null, "", open, new ObjectArguments(" ", ValueNotation.Json));

        var turn = Write(Rules(format), $"One.{controls[0]}other {open}{s_time.Name} {{}}");

        Assert.Equal((TurnEnd.ToolCalls, "One.other", 1), (turn.End, turn.Text, turn.Calls.Length));
    }

    private static string AfterText(ToolCallFormat format) => format.Trigger.Length == 0 ? format.Joint! : "";

    private static string Written(ToolCallFormat format, params ToolCall[] calls) => format.Write(calls, i => $"callid00{i}");

    private static TurnRules Rules(ToolCallFormat format, ChatOptions? options = null)
    {
        AIFunctionDeclaration[] tools = [.. new[] { s_weather, s_time }.Select(call => OfferedTool.Of(call.Name, JsonElement.Parse(call.Arguments)))];
        return new TurnRules(new SamplingOptions(0, 0, 1, 0, 1, 0, 0, 1), 1000, [], null, TurnGrammar.Calls(format, tools, options), null);
    }

    private (bool IsWhole, TurnEnd End, string Text, ToolCall[] Calls) Write(TurnRules rules, string text)
    {
        var events = new List<TurnEvent>();
        using var output = new TurnOutput(model.Vocabulary, rules, startsInThought: false, events.Add);
        var isWhole = true;
        foreach (var token in model.Vocabulary.Tokenize(text, parseSpecial: true))
        {
            isWhole = output.Permits(token);
            if (!isWhole)
            {
                break;
            }

            output.Take(token, out _);
        }

        var end = output.End(TurnEnd.Stop);
        return (isWhole, end, string.Concat(events.OfType<TurnEvent.Text>().Where(part => !part.IsThought).Select(part => part.Value)), [.. events.OfType<TurnEvent.Call>().Select(call => call.Value)]);
    }
}
