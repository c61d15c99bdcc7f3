namespace SKReasoning.TestKit.RandomModels;

/// <summary>A chat template in Jinja: ChatML with tools.</summary>
internal static class ChatMlTemplate
{
    public const string Text = """
        {%- if tools %}
        {{- '<|im_start|>system\nTools:\n' }}
        {%- for tool in tools %}{{- (tool | tojson) + '\n' }}{%- endfor %}
        {{- 'To use one, write:\n<tool_call>\n{"name": "NAME", "arguments": {"ARGUMENT": VALUE}}\n</tool_call><|im_end|>\n' }}
        {%- endif %}
        {%- for message in messages %}
        {{- '<|im_start|>' + ('user' if message.role == 'tool' else message.role) + '\n' }}
        {%- if message.role == 'tool' %}{{- '<tool_response>\n' + message.content + '\n</tool_response>' }}
        {%- elif message.content %}{{- message.content }}{%- endif %}
        {%- for call in message.tool_calls or [] %}
        {%- if message.content or not loop.first %}{{- '\n' }}{%- endif %}
        {{- '<tool_call>\n{"name": ' + (call.function.name | tojson) + ', "arguments": ' + (call.function.arguments | tojson) + '}\n</tool_call>' }}
        {%- endfor %}
        {{- '<|im_end|>\n' }}
        {%- endfor %}
        {%- if add_generation_prompt %}{{- '<|im_start|>assistant\n' }}{%- endif %}
        """;
}
