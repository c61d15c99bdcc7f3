using Microsoft.Extensions.AI;

namespace SKReasoning.Plugins;

/// <summary>The model as the plugins ask it: each request stands alone and offers no tools, so that no plugin can come to call itself.</summary>
/// <remarks>Thread-safe. The client is looked up when it is first needed: a kernel with plugins must not load a model before it is asked something.</remarks>
internal sealed class InnerModel
{
    private readonly Lazy<IChatClient> _client;
    private readonly ReasoningPluginOptions _options;

    /// <exception cref="ArgumentException">An option is missing or out of range.</exception>
    public InnerModel(Func<IChatClient> client, ReasoningPluginOptions options)
    {
        options.Validate();
        _client = new Lazy<IChatClient>(client, LazyThreadSafetyMode.PublicationOnly);
        _options = options;
    }

    /// <inheritdoc cref="InnerModel(Func{IChatClient}, ReasoningPluginOptions)"/>
    public InnerModel(IChatClient client, ReasoningPluginOptions? options)
        : this(() => client, options ?? new ReasoningPluginOptions()) => ArgumentNullException.ThrowIfNull(client);

    public string PlanInstructions => _options.PlanInstructions;

    public string Instructions => _options.Instructions;

    /// <summary>Where a reasoning middleware around the model writes its reports; null where there is none.</summary>
    public IReasoningJournal? Journal => _client.Value.GetService<IReasoningJournal>();

    /// <summary>Has the model answer; the message carries its trace, or the id of its report, where the client can tell either.</summary>
    public async Task<ChatMessage> WriteAsync(string instructions, string text, CancellationToken cancellationToken)
    {
        var request = Request(TraceRequest.OptionsKey, new TraceRequest { Influence = false });
        (request.MaxOutputTokens, request.Temperature) = (_options.MaxOutputTokens, _options.Temperature);
        var response = await _client.Value.GetResponseAsync(Messages(instructions, text), request, cancellationToken);
        return response.Messages is [.., var last] ? last : new ChatMessage(ChatRole.Assistant, "");
    }

    /// <summary>Has the model read an answer to a question.</summary>
    /// <exception cref="ScoringNotSupportedException">The model cannot.</exception>
    public async Task<AnswerScore> ReadAsync(string question, string answer, CancellationToken cancellationToken)
    {
        var model = _client.Value.GetService<IChatClient>(AnswerScoreRequest.ModelKey) ?? throw new ScoringNotSupportedException();
        var request = Request(AnswerScoreRequest.OptionsKey, new AnswerScoreRequest { Text = answer });
        var response = await model.GetResponseAsync(Messages(_options.Instructions, question), request, cancellationToken);
        return response.Messages is [.., { AdditionalProperties: { } properties }] && properties.GetValueOrDefault(AnswerScore.MetadataKey) is AnswerScore { Tokens.IsEmpty: false } score
            ? score
            : throw new ScoringNotSupportedException();
    }

    private static ChatMessage[] Messages(string instructions, string text)
        => instructions.Length == 0 ? [new(ChatRole.User, text)] : [new(ChatRole.System, instructions), new(ChatRole.User, text)];

    private static ChatOptions Request(string key, object value)
        => new() { ToolMode = ChatToolMode.None, AdditionalProperties = new() { [key] = value } };
}
