namespace SKReasoning.LocalModel.Tests.Templates;

public class TemplateTraitsTests
{
    private const string Each = "{% for m in messages %}{% for c in m.tool_calls or [] %}";
    private const string End = "{% endfor %}{% endfor %}";

    [Theory]
    [InlineData("{{ c.function.arguments | tojson }}", false)]
    [InlineData("{% for k, v in c.function.arguments.items() %}{{ k }}={{ v }}{% endfor %}", false)]
    [InlineData("{% set a = c.function.arguments %}{% if a is string %}{{ a }}{% else %}{{ a | tojson }}{% endif %}", false)]
    [InlineData("{{ '<call>' + c.function.arguments }}", true)]
    [InlineData("<call>{{ c.function.arguments }}", true)]
    public void ArgumentsAsText_ByUseOfArguments_IsFound(string use, bool expected)
        => Assert.Equal(expected, new ChatTemplate(Each + use + End, Given.Clock).ArgumentsAsText);

    [Fact]
    public void ArgumentsAsText_TemplateWithoutTools_IsFalse()
        => Assert.False(new ChatTemplate("{% if tools %}{{ raise_exception('no tools') }}{% endif %}", Given.Clock).ArgumentsAsText);

    [Theory]
    [InlineData("{% if c.id|length != 9 %}{{ raise_exception('nine') }}{% endif %}", true)]
    [InlineData("{{ c.id }}", false)]
    public void ShortCallIds_ByUseOfIds_IsFound(string use, bool expected)
        => Assert.Equal(expected, new ChatTemplate(Each + use + End, Given.Clock).ShortCallIds);
}
