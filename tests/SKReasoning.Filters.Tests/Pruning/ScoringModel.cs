using System.Collections.Immutable;
using Microsoft.Extensions.AI;

namespace SKReasoning.Filters.Tests.Pruning;

/// <summary>A model whose answers and scores follow a rule of the test: what it says of a request's last text.</summary>
internal sealed class ScoringModel(Func<string, ScoringModel.Reply> reply) : IChatClient
{
    private readonly List<string> _asked = [];

    /// <summary>Texts of the requests that came through the pipeline, the model's own trials not among them.</summary>
    public List<IReadOnlyList<ChatMessage>> Requests { get; } = [];

    /// <summary>Texts of all trials.</summary>
    public IReadOnlyList<string> Trials => _asked;

    public ChatOptions? Options { get; private set; }

    public Func<Task>? OnTrial { get; set; }

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        IReadOnlyList<ChatMessage> request = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var last = AnchorMarks.Read(request[^1].Contents is [.., FunctionResultContent result] ? (string)result.Result! : request[^1].Text).Text;
        var (value, mean) = reply(last);
        var properties = options?.AdditionalProperties ?? [];
        var response = new ChatResponse(new ChatMessage(ChatRole.Assistant, $"Answer: {value}")) { Usage = new UsageDetails { InputTokenCount = 100, OutputTokenCount = 10 } };
        if (properties.ContainsKey(AnswerScoreRequest.OptionsKey))
        {
            _asked.Add(last);
            await (OnTrial?.Invoke() ?? Task.CompletedTask);
            response.Messages[0].AdditionalProperties = new() { [AnswerScore.MetadataKey] = new AnswerScore([(float)mean], []) };
        }
        else if (properties.ContainsKey(TraceRequest.OptionsKey))
        {
            ImmutableArray<TracedToken> tokens = [new(1, (float)mean, 0)];
            response.Messages[0].AdditionalProperties = new() { [ReasoningTrace.MetadataKey] = new ReasoningTrace(tokens, 0, [], null, new InfluenceOptions(), []) };
        }
        else
        {
            Requests.Add(request);
            Options = options;
        }

        return response;
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is AnswerScoreRequest.ModelKey && serviceType == typeof(IChatClient) ? this : null;

    public void Dispose()
    {
    }

    internal readonly record struct Reply(string Value, double Mean);
}
