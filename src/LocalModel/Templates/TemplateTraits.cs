namespace SKReasoning.LocalModel.Templates;

/// <summary>What a template demands of the tool calls in a conversation.</summary>
/// <remarks>Found by rendering a call and looking at what becomes of it.</remarks>
internal sealed record TemplateTraits(bool ArgumentsAsText, bool ShortCallIds)
{
    private const string ShortId = "abcdef123";
    private const string LongId = "call_0123456789abcdef01234567";
    private const string Object = """{"needle":"haystack"}""";
    private const string Text = """ "{\"needle\":\"haystack\"}" """;

    // Python prints a dict like this where a template puts it beside text instead of encoding it: the template expects JSON text.
    private const string PrintedObject = "{'needle': 'haystack'}";

    private const string Tools = """
        [{"type":"function","function":{"name":"probe","description":"Looks.","parameters":
        {"type":"object","properties":{"needle":{"type":"string","description":"What."}},"required":["needle"]}}}]
        """;

    /// <summary>Renders up to four probes.</summary>
    public static TemplateTraits Probe(ChatTemplate template)
    {
        var asObject = TryRender(template, Object, ShortId);
        var objectIsUsed = asObject is not null && !asObject.Contains(PrintedObject, StringComparison.Ordinal);
        var asText = objectIsUsed ? null : TryRender(template, Text, ShortId);
        var argumentsAsText = asText is not null;
        var rendersCalls = argumentsAsText || asObject is not null;
        return new TemplateTraits(
            argumentsAsText,
            ShortCallIds: rendersCalls && TryRender(template, argumentsAsText ? Text : Object, LongId) is null);
    }

    private static string? TryRender(ChatTemplate template, string arguments, string id)
    {
        var messages = $$$"""
            [{"role":"user","content":"Look."},
            {"role":"assistant","content":"","tool_calls":[
                {"id":"{{{id}}}","type":"function","function":{"name":"probe","arguments":{{{arguments}}}}}]},
            {"role":"tool","tool_call_id":"{{{id}}}","name":"probe","content":"Found."}]
            """;
        try
        {
            return template.Render(messages, Tools, addGenerationPrompt: true, bosToken: "", eosToken: "");
        }
        catch (ChatTemplateException)
        {
            return null;
        }
    }
}
