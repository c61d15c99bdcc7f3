using System.Text.Json;

namespace SKReasoning.LocalModel.Tests.Templates;

public class ChatTemplateTests
{
    [Theory]
    [InlineData("{{ bos_token }}{{ eos_token }}{{ add_generation_prompt }}", "<s></s>True")]
    [InlineData("{{ tools is defined }} {{ tools is none }} {{ documents is none }}", "True True True")]
    [InlineData("{{ true }}{{ True }} {{ false }}{{ False }} {{ none }}{{ None }}", "TrueTrue FalseFalse NoneNone")]
    [InlineData("{% for i in range(1, 8, 3) %}{{ i }}{% endfor %}", "147")]
    [InlineData("{% set ns = namespace(n=1) %}{% for i in range(3) %}{% set ns.n = ns.n * 2 %}{% endfor %}{{ ns.n }}", "8")]
    [InlineData("{{ strftime_now('%A %d %B %Y, %H:%M') }}", "Monday 09 March 2026, 04:05")]
    public void Render_Globals_AreThoseOfTransformers(string source, string expected)
        => Assert.Equal(expected, Given.Rendered(source));

    [Theory]
    [InlineData("a\n{% if true %}\nb\n{% endif %}\nc\n", "a\nb\nc")]
    [InlineData("a\n  {% if true %}\n  b\n  {% endif %}\nc\n\n", "a\n  b\nc\n")]
    [InlineData("a {%- if true -%}  b  {%- endif -%} c", "abc")]
    [InlineData("a\n  {# note #}\nb", "a\nb")]
    [InlineData("{% generation %}said{% endgeneration %}", "said")]
    public void Render_WhiteSpaceAroundBlocks_IsTrimmedAsTransformersDoes(string source, string expected)
        => Assert.Equal(expected, Given.Rendered(source));

    [Fact]
    public void Render_NullProperties_CountAsMissing()
        => Assert.Equal("False True", Given.Rendered(
            "{{ messages[0].content is defined }} {{ messages[0].name is defined }}",
            """[{"role":"user","content":null,"name":"Ada"}]"""));

    [Theory]
    [InlineData("reasoning_content")]
    [InlineData("thinking")]
    [InlineData("reasoning")]
    public void Render_Reasoning_HasBothNames(string key)
        => Assert.Equal("why why", Given.Rendered(
            "{{ messages[0].reasoning_content }} {{ messages[0].thinking }}",
            $$"""[{"role":"assistant","content":"so","{{key}}":"why"}]"""));

    [Theory]
    [InlineData("thinking", "role thinking content reasoning_content")]
    [InlineData("reasoning_content", "thinking role reasoning_content content")]
    public void Render_ReasoningKeys_StandWhereTransformersPutsThem(string key, string expected)
        => Assert.Equal(expected, Given.Rendered(
            "{{ messages[0]|join(' ') }}",
            $$"""[{"role":"assistant","{{key}}":"why","content":"so"}]"""));

    [Fact]
    public void Render_TextParts_AreJoined()
        => Assert.Equal("one two!", Given.Rendered(
            "{{ messages[0].content + '!' }}",
            """[{"role":"user","content":[{"type":"text","text":"one "},{"type":"text","text":"two"}]}]"""));

    [Fact]
    public void Render_OtherParts_StayAList()
        => Assert.Equal("text image ", Given.Rendered(
            "{% for part in messages[0].content %}{{ part.type }} {% endfor %}",
            """[{"role":"user","content":[{"type":"text","text":"see"},{"type":"image"}]}]"""));

    [Fact]
    public void Render_Json_KeepsOrderAndNumbers()
    {
        const string Arguments = """{"b": 5.0, "a": 1e-7, "10": 12345678901234567890, "9": 1e22, "z": -0.5, "e": [], "o": {}}""";
        var messages = $$"""[{"arguments":{{Arguments}}}]""";

        var text = Given.Rendered("{{ messages[0].arguments | tojson }}", messages);

        Assert.Equal("""{"b": 5.0, "a": 1e-07, "10": 12345678901234567890, "9": 1e+22, "z": -0.5, "e": [], "o": {}}""", text);
    }

    [Fact]
    public void Render_Json_EscapesAsPythonDoes()
        => Assert.Equal("\"<é> \\\"\\\\\\n\\u0001\u2028\" \"\\u00e9\"", Given.Rendered(
            "{{ messages[0].content | tojson }} {{ 'é' | tojson(ensure_ascii=true) }}",
            """[{"content":"<é> \"\\\n\u0001\u2028"}]"""));

    [Fact]
    public void Render_IndentedJson_LooksLikePythons()
        => Assert.Equal(
            "{\n  \"a\": [\n    1,\n    true\n  ],\n  \"b\": []\n}",
            Given.Rendered("{{ x | tojson(indent=2) }}", variables: """{"x":{"a":[1,true],"b":[]}}"""));

    [Fact]
    public void Render_PrintedValues_LookLikePythons()
        => Assert.Equal("""[{'a': None, 'b': [True, 5.0]}, "it's", 'x\n\u200b\\']""", Given.Rendered(
            "{{ x }}",
            variables: """{"x":[{"a":null,"b":[true,5.0]},"it's","x\n\u200b\\"]}"""));

    [Fact]
    public void Render_KeyNamedLikeAMethod_LeavesTheMethod()
        => Assert.Equal("items=3 get=1 [3] 1", Given.Rendered(
            "{% for key, value in x.items() %}{{ key }}={{ value }} {% endfor %}[{{ x['items'] }}] {{ x.get('get') }}",
            variables: """{"x":{"items":3,"get":1}}"""));

    [Theory]
    [InlineData("{{ '\\n  code\\n'.strip('\\n') }}", "  code")]
    [InlineData("{{ 'a\\r\\n'.strip() }}|{{ '\\ufeffa\\x1c'|trim }}", "a|\ufeffa")]
    [InlineData("{{ 'xxabxx'.lstrip('x') }} {{ 'xxabxx'.rstrip('x') }}", "abxx xxab")]
    [InlineData("{{ 'a,b,c'.split(',', 1) }} {{ ' a  b '.split() }} {{ 'a,b,c'.rsplit(',', 1)[0] }}", "['a', 'b,c'] ['a', 'b'] a,b")]
    [InlineData("{{ '{}-{1}-{n}'.format('a', 'b', n=3) }}", "a-b-3")]
    [InlineData("{{ ('😀b')[0] }}{{ '😀b'[::-1] }}{{ '😀b'|length }}", "😀b😀2")]
    [InlineData("{{ [3, 1, 2]|min }}{{ [3, 1, 2]|max }} {{ ['b', 'a']|sort|join('+') }}", "13 a+b")]
    [InlineData("{{ {1: 'one'}[1] }} {{ {'a': 1}[none] is defined }}", "one False")]
    [InlineData("{{ none in [1, none] }} {{ [1] in [[1]] }} {{ {'a': 1} == {'a': 1.0} }}", "True True True")]
    [InlineData("{{ undefined_name|trim }}{{ undefined_name|length }}{% for x in undefined_name %}x{% endfor %}", "0")]
    [InlineData("{{ '\"'|safe + '\"' }}", "\"&#34;")]
    [InlineData("{% for x in [] %}{{ x }}{% else %}none{% endfor %}", "none")]
    [InlineData("{% for a, b in [(1, 2), (3, 4)] %}{{ a + b }} {% endfor %}", "3 7 ")]
    [InlineData("{% set x = 1 %}{% for i in [1, 2] %}{{ x }}{% set x = 5 %}{% endfor %}{{ x }}", "111")]
    [InlineData("{% for i in range(5) %}{{i}}{% if i == 1 %}{% continue %}{% elif i > 2 %}!{% break %}{% endif %},{% endfor %}", "0,12,3!")]
    [InlineData("{% set x = 1 %}{% macro m() %}{{ x }}{% endmacro %}{% for i in [1] %}{% set x = 2 %}{{ m() }}{% endfor %}", "1")]
    [InlineData("{% macro m(a, b=2) %}{{ a }}{{ b }}{{ caller() }}{% endmacro %}{% call m(1) %}!{% endcall %}", "12!")]
    public void Render_Expression_MeansWhatPythonMeans(string source, string expected)
        => Assert.Equal(expected, Given.Rendered(source));

    [Fact]
    public void Render_Variables_AreSeenByTheTemplate()
        => Assert.Equal("False low", Given.Rendered(
            "{{ enable_thinking }} {{ effort }}",
            variables: """{"enable_thinking":false,"effort":"low"}"""));

    [Fact]
    public void Render_SecondTime_KnowsNothingOfTheFirst()
    {
        var template = new ChatTemplate("{{ x is defined }}{% set x = 1 %}{{ messages|length }}", Given.Clock);

        var first = template.Render("[{}]", null, false, "", "");
        var second = template.Render("[]", null, false, "", "");

        Assert.Equal(("False1", "False0"), (first, second));
    }

    [Fact]
    public void Render_FromManyThreads_KeepsConversationsApart()
    {
        var template = new ChatTemplate("{% for message in messages %}{{ message.content }};{% endfor %}", Given.Clock);

        Parallel.For(0, 200, i =>
        {
            var text = template.Render($$"""[{"content":"{{i}}"},{"content":"{{-i}}"}]""", null, false, "", "");

            Assert.Equal($"{i};{-i};", text);
        });
    }

    [Theory]
    [InlineData("{", null)]
    [InlineData("{}", null)]
    [InlineData("""["text"]""", null)]
    [InlineData("[]", "[")]
    [InlineData("""[{"content":"\ud800"}]""", null)]
    public void Render_MalformedJson_Throws(string messages, string? tools)
        => Assert.ThrowsAny<JsonException>(() => Given.Rendered("", messages, tools));
}
