using SKReasoning.LocalModel.Calls;

namespace SKReasoning.LocalModel.Tests.Calls;

public class ToolCallProbeTests
{
    private const string Turns = "{% for m in messages %}<|{{ m.role }}|>{{ m.content }}";

    [Fact]
    public void Run_BuiltInModel_FindsItsFormat()
    {
        using var model = BuiltInModel.Load();

        Assert.Equal(
            new ToolCallFormat(
                "<tool_call>\n{\"name\": \"",
                "}\n</tool_call>\n<tool_call>\n{\"name\": \"",
                "}\n</tool_call>",
                "<tool_call>",
                new ObjectArguments("\", \"arguments\": ", ValueNotation.Json)),
            model.ChatFormat.Calls);
    }

    [Fact]
    public void Run_ArrayOfCalls_FindsJointAndIds()
    {
        var format = Probe(Turns + "{% if m.tool_calls %}[CALLS] [{% for c in m.tool_calls %}{\"name\": \"{{ c.function.name }}\", \"arguments\": {{ c.function.arguments | tojson }}, \"id\": \"{{ c.id }}\"}{% if not loop.last %}, {% endif %}{% endfor %}]{% endif %}</s>{% endfor %}", "[CALLS]");

        Assert.Equal(
            new ToolCallFormat(
                "[CALLS] [{\"name\": \"",
                ", \"id\": \"\u0004\"}, {\"name\": \"",
                ", \"id\": \"\u0001\"}]",
                "[CALLS]",
                new ObjectArguments("\", \"arguments\": ", ValueNotation.Json)),
            format);
    }

    [Fact]
    public void Run_OneCallAtATime_HasNoJoint()
    {
        var format = Probe(Turns + "{% if m.tool_calls %}{% if m.tool_calls | length > 1 %}{{ raise_exception('one call only') }}{% endif %}{\"name\": \"{{ m.tool_calls[0].function.name }}\", \"parameters\": {{ m.tool_calls[0].function.arguments | tojson }}}{% endif %}<|eot|>{% endfor %}");

        Assert.Equal(new ToolCallFormat("{\"name\": \"", null, "}", "{\"name\": \"", new ObjectArguments("\", \"parameters\": ", ValueNotation.Json)), format);
    }

    [Fact]
    public void Run_EndTokenOfItsOwn_IsNoPartOfTheCall()
    {
        var format = Probe(Turns + "{% if m.tool_calls %}<call>{{ m.tool_calls[0].function.name }} {{ m.tool_calls[0].function.arguments | tojson }}<|eom|>{% else %}<|eot|>{% endif %}{% endfor %}");

        Assert.Equal("", format!.Close);
    }

    [Fact]
    public void Run_TemplateWithoutCalls_FindsNothing() => Assert.Null(Probe(Turns + "</s>{% endfor %}"));

    [Fact]
    public void Read_WhatWriteWrote_IsTheSame()
    {
        var format = new ToolCallFormat(
            "[CALLS] [{\"name\": \"", ", \"id\": \"\u0004\"}, {\"name\": \"", ", \"id\": \"\u0001\"}]", "[CALLS]", new ObjectArguments("\", \"arguments\": ", ValueNotation.Json));
        ToolCall[] calls = [new("a", """{"x": "}, {\"name\": \"b"}"""), new("ab", """{"y": {"z": [1, 2]}}""")];

        var written = format.Write(calls, i => $"callid00{i}");

        Assert.Equal(calls, format.Read(written, [new("a"), new("ab"), new("b")]));
    }

    [Fact]
    public void Read_BrokenOff_GivesTheWholeCalls()
    {
        var calls = ToolCallFormat.Envelope.Read("<tool_call>\n{\"name\": \"a\", \"arguments\": {\"x\": 1}}\n</tool_call>\n<tool_call>\n{\"name\": \"a\", \"argu", [new("a")]);

        Assert.Equal([new ToolCall("a", """{"x": 1}""")], calls);
    }

    private static ToolCallFormat? Probe(string template, params string[] specials)
        => new ToolCallProbe(new ChatTemplate(template, TimeProvider.System), specials, ["</s>", "<|eot|>", "<|eom|>"], "<s>", "</s>").Run();
}
