using System.Collections.Concurrent;
using SKReasoning.LocalModel.Calls;

namespace SKReasoning.LocalModel.Tests.Calls;

/// <summary>Small templates, one for each style in which calls are written.</summary>
internal static class CallTemplates
{
    private const string Turns = "{% for m in messages %}<|{{ m.role }}|>{{ m.content }}";
    private const string Text = "{{ v if v is string else v | tojson }}";

    private static readonly ConcurrentDictionary<string, ToolCallFormat> s_formats = [];

    private static readonly Dictionary<string, string> s_calls = new()
    {
        ["object"] = Each("""<call>{"name": "{{ f.name }}", "arguments": {{ f.arguments | tojson }}}</call>"""),
        ["object, escaped"] = Each("""<call>{"name": "{{ f.name }}", "arguments": {{ f.arguments | tojson(ensure_ascii=true) }}}</call>"""),
        ["object, name last"] = Each("""<call>{"arguments": {{ f.arguments | tojson }}, "name": "{{ f.name }}"}</call>"""),
        ["object, name is key"] = "{% if m.tool_calls %}<calls>[" + Each("""{"{{ f.name }}": {{ f.arguments | tojson }}}""", ", ") + "]</calls>{% endif %}",
        ["object, ids"] = "{% if m.tool_calls %}[CALLS][" + Each("""{"name": "{{ f.name }}", "arguments": {{ f.arguments | tojson }}, "id": "{{ c.id }}"}""", ", ") + "]{% endif %}",
        ["object, numbers"] = "{% if m.tool_calls %}<calls>" + Each("""{"index": "{{ loop.index0 }}", "name": "{{ f.name }}", "arguments": {{ f.arguments | tojson }}}""", ",\n") + "</calls>{% endif %}",
        ["object, number in the middle"] = Each("<call>functions.{{ f.name }}:{{ loop.index }}<args>{{ f.arguments | tojson }}</call>"),
        ["object, as text"] = "{% if m.tool_calls %}" + Each("{{ '>>>' if loop.index > 1 else '' }}{{ f.name + '\n' + f.arguments }}") + "{% endif %}",
        ["tags on lines"] = Each("<call>\n<f={{ f.name }}>\n" + Listed("<p={{ k }}>\n" + Text + "\n</p>\n") + "</f>\n</call>", "\n"),
        ["tags, Python's words"] = Each("<call>{{ f.name }}" + Listed("<key>{{ k }}</key><value>{{ v if v is string or v is mapping else v | string }}</value>") + "</call>"),
        ["tags in a block"] = "{% if m.tool_calls %}<calls>\n" + Each("""<invoke name="{{ f.name }}">""" + "\n" + Listed("""<p name="{{ k }}">""" + Text + "</p>\n") + "</invoke>\n") + "</calls>{% endif %}",
        ["tags with types"] = Each("""<invoke name="{{ f.name }}">""" + Listed("""<p name="{{ k }}" string="{{ 'true' if v is string else 'false' }}">""" + Text + "</p>") + "</invoke>"),
        ["tags with numbers"] = Each("""<call tool="{{ f.name }}" index="{{ loop.index }}">""" + Listed("<p={{ k }}>" + Text + "</p>") + "</call>"),
        ["tags, escaped section"] = Each("<call>{{ f.name }}" + Listed("<p={{ k }}>{% if v is string and ('<' in v or '&' in v) %}<![CDATA[{{ v }}]]>{% else %}{{ v }}{% endif %}</p>") + "</call>"),
        ["tags, texts in JSON"] = Each("<call>{{ f.name }}" + Listed("<p={{ k }}>{{ v | tojson }}</p>") + "</call>"),
        ["Python, raw texts"] = "{% if m.tool_calls %}<|calls|>[" + Each("{{ f.name }}(" + Listed("{{ k }}={% if v is string %}'{{ v }}'{% else %}{{ v }}{% endif %}", ", ") + ")", ", ") + "]<|/calls|>{% endif %}",
        ["Python, literals"] = "{% if m.tool_calls %}<|calls|>[" + Each("{{ f.name }}(" + Listed("{{ k }}={{ ([v] | string)[1:-1] }}", ", ") + ")", ", ") + "]<|/calls|>{% endif %}",
        ["quotes of its own"] = "{% macro w(v) %}{% if v is string %}<|q|>{{ v }}<|q|>{% elif v is boolean %}{{ 'true' if v else 'false' }}{% elif v is mapping %}{{ '{' }}"
            + "{% for k, i in v | dictsort %}{{ ',' if not loop.first else '' }}{{ k }}:{{ w(i) }}{% endfor %}{{ '}' }}"
            + "{% elif v is sequence %}[{% for i in v %}{{ ',' if not loop.first else '' }}{{ w(i) }}{% endfor %}]{% else %}{{ v }}{% endif %}{% endmacro %}"
            + Each("<|call|>{{ f.name + '{' }}{% for k, v in f.arguments | dictsort %}{{ ',' if not loop.first else '' }}{{ k }}:{{ w(v) }}{% endfor %}{{ '}' }}<|/call|>"),
    };

    public static IEnumerable<string> Styles => s_calls.Keys;

    public static ChatTemplate Template(string style) => new(Turns + s_calls[style] + "<|end|>{% endfor %}{% if add_generation_prompt %}<|assistant|>{% endif %}", TimeProvider.System);

    public static ToolCallFormat Format(string style) => s_formats.GetOrAdd(
        style, _ => new ToolCallProbe(Template(style), ["<call>", "<calls>", "<|calls|>", "<|call|>", "[CALLS]"], ["<|end|>"], "<s>", "</s>").Run()!);

    private static string Each(string call, string joint = "")
        => "{% for c in m.tool_calls or [] %}{% set f = c.function %}" + call + (joint.Length == 0 ? "" : "{% if not loop.last %}" + joint + "{% endif %}") + "{% endfor %}";

    private static string Listed(string argument, string joint = "")
        => "{% for k, v in f.arguments.items() %}" + argument + (joint.Length == 0 ? "" : "{% if not loop.last %}" + joint + "{% endif %}") + "{% endfor %}";
}
