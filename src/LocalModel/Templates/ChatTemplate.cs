using System.Text.Json;
using SKReasoning.LocalModel.Templates;

namespace SKReasoning.LocalModel;

/// <summary>A model's own chat template, ready to render conversations as Hugging Face transformers would.</summary>
/// <remarks>
/// Thread-safe; one rendering runs at a time. Creating it loads a JavaScript engine and parses the template: tens of milliseconds,
/// some megabytes. A rendering costs milliseconds and is bounded in time, memory and depth, whatever the template does.
/// </remarks>
public sealed class ChatTemplate
{
    // Schemas and arguments of calls have 64 levels at most, and lie some levels deep themselves.
    private static readonly JsonDocumentOptions s_reading = new() { MaxDepth = 128 };

    private readonly string _source;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private readonly Lazy<TemplateTraits> _traits;
    private TemplateEngine? _engine;

    /// <summary>Parses a template.</summary>
    /// <param name="source">Jinja source, as the model file has it.</param>
    /// <param name="clock">Tells templates the date; local time.</param>
    /// <exception cref="ChatTemplateException">The source is not Jinja, or uses a part of it that is not supported.</exception>
    public ChatTemplate(string source, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(clock);
        _source = source;
        _clock = clock;
        _engine = TemplateEngine.Load(source, clock);
        _traits = new Lazy<TemplateTraits>(() => TemplateTraits.Probe(this));
    }

    /// <summary>The Jinja source.</summary>
    public string Source => _source;

    /// <summary>Whether the arguments of tool calls must be given as JSON text; otherwise they are given as objects.</summary>
    /// <remarks>Found by rendering a probe on first use.</remarks>
    internal bool ArgumentsAsText => _traits.Value.ArgumentsAsText;

    /// <summary>Whether ids of tool calls must be <see cref="CallIds.Shorten">nine letters or digits</see>.</summary>
    /// <remarks>Found by rendering a probe on first use.</remarks>
    internal bool ShortCallIds => _traits.Value.ShortCallIds;

    /// <summary>Renders a conversation.</summary>
    /// <param name="messagesJson">
    /// Array of messages as in OpenAI's API; lists of text parts are joined, null properties count as missing.
    /// </param>
    /// <param name="toolsJson">Array of tools as in OpenAI's API; null for none.</param>
    /// <param name="addGenerationPrompt">Whether the text ends where the assistant's answer begins.</param>
    /// <param name="bosToken">Text of the model's first token.</param>
    /// <param name="eosToken">Text of the model's last token.</param>
    /// <param name="variablesJson">Object of further names for the template, such as enable_thinking; null for none.</param>
    /// <exception cref="ChatTemplateException">The template refuses the conversation, fails on it, or exceeds a limit.</exception>
    /// <exception cref="JsonException">A JSON text is malformed, nested more than 128 deep, or of another shape.</exception>
    public string Render(
        string messagesJson,
        string? toolsJson,
        bool addGenerationPrompt,
        string bosToken,
        string eosToken,
        string? variablesJson = null)
    {
        ArgumentNullException.ThrowIfNull(messagesJson);
        using var messages = JsonDocument.Parse(messagesJson, s_reading);
        using var tools = JsonDocument.Parse(toolsJson ?? "null", s_reading);
        using var variables = JsonDocument.Parse(variablesJson ?? "{}", s_reading);
        var prompt = new TemplateInput(messages.RootElement, tools.RootElement, addGenerationPrompt, bosToken, eosToken, variables.RootElement);
        lock (_gate)
        {
            // What an engine holds after a limit cut it off is not known, so the next rendering starts with a fresh one.
            var engine = _engine ?? TemplateEngine.Load(_source, _clock);
            _engine = null;
            var text = engine.Render(prompt);
            _engine = engine;
            return text;
        }
    }
}
