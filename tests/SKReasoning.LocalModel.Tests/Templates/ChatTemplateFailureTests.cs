using System.Diagnostics;

namespace SKReasoning.LocalModel.Tests.Templates;

public class ChatTemplateFailureTests
{
    [Fact]
    public void Render_RaisedByTemplate_GivesItsMessage()
    {
        var failure = Given.Failure("{{ raise_exception('Roles must alternate: ' + messages[0].role) }}", """[{"role":"tool"}]""");

        Assert.True(failure.IsRaisedByTemplate);
        Assert.Contains("Roles must alternate: tool", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{% if messages %}yes", "ends too early")]
    [InlineData("{{ messages[0 }}", "near '{{ messages [ 0 }}'")]
    [InlineData("{{ 'open }}", "end of input")]
    public void ChatTemplate_NotJinja_SaysWhere(string source, string named)
    {
        var failure = Given.Failure(source);

        Assert.False(failure.IsRaisedByTemplate);
        Assert.Contains("cannot be parsed", failure.Message, StringComparison.Ordinal);
        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
        Assert.Contains("another template", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{{ messages|wordwrap }}", "wordwrap")]
    [InlineData("{{ messages[0].content.role }}", "'messages.0.content' is undefined")]
    [InlineData("{{ 'text' + messages }}", "'str' and 'list'")]
    [InlineData("{% for x in none %}{% endfor %}", "'NoneType' object is not iterable")]
    [InlineData("{{ messages is odder }}", "odder")]
    public void Render_WhatPythonRefusesToo_SaysWhat(string source, string named)
    {
        var failure = Given.Failure(source, "[{}]");

        Assert.False(failure.IsRaisedByTemplate);
        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}")]
    [InlineData("{% macro m(x) %}{% if x %}{{ 'a' + m([x]) }}{% endif %}{% endmacro %}{{ m([1]) }}")]
    [InlineData("{% macro a(x) %}{{ b(x) }}{% endmacro %}{% macro b(x) %}{% for y in x %}{{ a(x) }}{% endfor %}{% endmacro %}{{ a([1]) }}")]
    public void Render_MacroWithoutEnd_SaysSo(string source)
        => Assert.Contains("calls itself more than 50 deep", Given.Failure(source).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("(", ")")]
    [InlineData("[", "]")]
    public void ChatTemplate_NestedWithoutEnd_FailsInsteadOfOverflowingTheStack(string open, string close)
    {
        var source = $"{{{{ {string.Concat(Enumerable.Repeat(open, 3000))}1{string.Concat(Enumerable.Repeat(close, 3000))} }}}}";

        Assert.Contains("call stack", Given.Failure(source).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_DeepCaller_DoesNotMatter()
    {
        const string Source = "{% macro m(n) %}{% if n > 0 %}{{ n }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(40) }}";
        var template = new ChatTemplate(Source, Given.Clock);
        var text = "";
        var thread = new Thread(() => text = template.Render("[]", null, false, "", ""), maxStackSize: 128 << 10);

        thread.Start();
        thread.Join();

        Assert.StartsWith("403938", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{{ 'a' * 2000000000 }}")]
    [InlineData("{% set ns = namespace(t='aaaa') %}{% for i in range(100) %}{% set ns.t = ns.t + ns.t %}{% endfor %}{{ ns.t }}")]
    [InlineData("{{ range(1000000000000) }}")]
    public void Render_TooMuchText_Fails(string source)
    {
        var watch = Stopwatch.StartNew();

        Given.Failure(source);

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Render_AfterALimitWasHit_Works()
    {
        var template = new ChatTemplate(
            "{% if loops %}{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}{% endif %}done",
            Given.Clock);

        var failure = Assert.Throws<ChatTemplateException>(() => template.Render("[]", null, false, "", "", """{"loops":true}"""));

        Assert.Contains("within limits", failure.Message, StringComparison.Ordinal);
        Assert.Equal("done", template.Render("[]", null, false, "", ""));
    }
}
