using System.Text.Json;
using Jint;
using Jint.Native;
using Jint.Native.Object;

namespace SKReasoning.LocalModel.Templates;

/// <summary>Turns JSON into values of the template engine, as Python's json.loads would read it.</summary>
/// <remarks>The order of keys and the kind and digits of numbers are kept.</remarks>
internal sealed class PromptValues(Engine engine, ObjectInstance host)
{
    // In the order in which transformers looks for them.
    private static readonly string[] s_reasoningKeys = ["reasoning_content", "thinking", "reasoning"];

    private readonly JsValue _dict = host.Get("dict");
    private readonly JsValue _list = host.Get("list");
    private readonly JsValue _string = host.Get("string");
    private readonly JsValue _integer = host.Get("integer");
    private readonly JsValue _float = host.Get("float");
    private readonly JsValue _none = host.Get("none");
    private readonly JsValue _true = engine.Invoke(host.Get("bool"), true);
    private readonly JsValue _false = engine.Invoke(host.Get("bool"), false);

    /// <summary>Names and values that the template sees.</summary>
    public (JsArray Names, JsArray Values) From(TemplateInput prompt)
    {
        try
        {
            var variables = new List<(string Name, JsValue Value)>
            {
                ("messages", List(prompt.Messages, Message)),
                ("tools", From(prompt.Tools)),
                ("documents", _none),
                ("add_generation_prompt", Truth(prompt.AddGenerationPrompt)),
                ("bos_token", Text(prompt.BosToken)),
                ("eos_token", Text(prompt.EosToken)),
            };
            variables.AddRange(prompt.Variables.EnumerateObject().Select(variable => (variable.Name, From(variable.Value))));
            return Columns(variables);
        }
        catch (InvalidOperationException exception)
        {
            throw new JsonException("Messages or variables have another JSON shape, or a text holds half of a surrogate pair.", exception);
        }
    }

    private static bool IsTextPart(JsonElement part)
        => part.ValueKind == JsonValueKind.Object
            && part.TryGetProperty("type", out var type)
            && type.ValueKind == JsonValueKind.String
            && type.ValueEquals("text")
            && part.TryGetProperty("text", out var text)
            && text.ValueKind == JsonValueKind.String;

    private static bool Has(List<(string Name, JsValue Value)> fields, string name) => fields.Exists(field => field.Name == name);

    private JsValue From(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => Dict([.. json.EnumerateObject().Select(property => (property.Name, From(property.Value)))]),
        JsonValueKind.Array => List(json, From),
        JsonValueKind.String => Text(json.GetString()!),
        JsonValueKind.Number => Number(json.GetRawText()),
        JsonValueKind.True => _true,
        JsonValueKind.False => _false,
        _ => _none,
    };

    /// <summary>A message as transformers hands it to the template.</summary>
    /// <remarks>One difference: text parts are joined, since many templates take only a string.</remarks>
    private JsValue Message(JsonElement message)
    {
        var fields = new List<(string Name, JsValue Value)>();
        foreach (var property in message.EnumerateObject().Where(property => property.Value.ValueKind != JsonValueKind.Null))
        {
            fields.Add((property.Name, property.NameEquals("content") ? Content(property.Value) : From(property.Value)));
        }

        if (Array.Find(s_reasoningKeys, key => Has(fields, key)) is { } found)
        {
            // Templates ask for either name.
            var reasoning = fields.Last(field => field.Name == found).Value;
            fields =
            [
                .. Has(fields, "thinking") ? [] : new[] { ("thinking", reasoning) },
                .. fields,
                .. Has(fields, "reasoning_content") ? [] : new[] { ("reasoning_content", reasoning) },
            ];
        }

        return Dict(fields);
    }

    private JsValue Content(JsonElement content)
        => content.ValueKind == JsonValueKind.Array && content.GetArrayLength() > 0 && content.EnumerateArray().All(IsTextPart)
            ? Text(string.Concat(content.EnumerateArray().Select(part => part.GetProperty("text").GetString())))
            : From(content);

    private JsValue Number(string digits) => engine.Invoke(digits.AsSpan().ContainsAny(".eE") ? _float : _integer, digits);

    private JsValue Text(string text) => engine.Invoke(_string, text);

    private JsValue Truth(bool value) => value ? _true : _false;

    private JsValue List(JsonElement array, Func<JsonElement, JsValue> convert)
        => engine.Invoke(_list, new JsArray(engine, [.. array.EnumerateArray().Select(convert)]));

    private JsValue Dict(List<(string Name, JsValue Value)> fields)
    {
        var (names, values) = Columns(fields);
        return engine.Invoke(_dict, names, values);
    }

    private (JsArray Names, JsArray Values) Columns(List<(string Name, JsValue Value)> fields)
        => (
            new JsArray(engine, [.. fields.Select(field => new JsString(field.Name))]),
            new JsArray(engine, [.. fields.Select(field => field.Value)]));
}
