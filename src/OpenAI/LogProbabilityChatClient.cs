using System.ClientModel;
using System.Collections.Concurrent;
using System.Net;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OpenAI.Chat;
using ChatFinishReason = Microsoft.Extensions.AI.ChatFinishReason;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace SKReasoning.OpenAI;

/// <summary>Asks a service that speaks OpenAI's chat API for log-probabilities where a request wants its turn traced, and makes a <see cref="ReasoningTrace"/> of them.</summary>
/// <remarks>
/// <para>
/// Belongs directly over a client that <c>AsIChatClient()</c> made of an OpenAI <see cref="ChatClient"/>. Of other clients, and where
/// the service gives no log-probabilities, there is no trace, and the turn is otherwise the same. A service that refuses to give them is
/// asked again without, and never for them again.
/// </para>
/// <para>
/// The trace covers the text of the answer alone: services tell nothing of the tokens of tool calls and thoughts. Its token ids are −1,
/// since services give none. Its entropies are lower bounds that follow from the probabilities that are known: of the token alone, or, where
/// the caller's own request options ask for them, of the most probable ones too. There is no attention, so no influence and no spectrum,
/// and a retry begins anew (<see cref="ReasoningTrace.CanBranch"/> is false).
/// </para>
/// <para>Thread-safe. Changes neither the caller's messages nor options. What other parts of SKReasoning put into the properties of the options is taken out, so that nothing unknown reaches the service.</para>
/// </remarks>
public sealed partial class LogProbabilityChatClient : DelegatingChatClient
{
    /// <summary>What the keys of all values that travel in the properties of options begin with.</summary>
    private const string OwnKeys = "skreasoning.";

    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<string, bool> _refusing = new(StringComparer.Ordinal);

    /// <summary>Wraps a chat client.</summary>
    /// <param name="innerClient">The client of the service.</param>
    /// <param name="logger">Where a refusal is logged; null for nowhere.</param>
    public LogProbabilityChatClient(IChatClient innerClient, ILogger? logger = null)
        : base(innerClient) => _logger = logger ?? NullLogger.Instance;

    /// <inheritdoc/>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var history = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var response = await AskAsync(options, request => base.GetResponseAsync(history, request, cancellationToken));
        if (Wanted(options) is not { } wanted || response is not { RawRepresentation: ChatCompletion completion, Messages: [.., var last] })
        {
            return response;
        }

        var turn = new ServiceTurn(wanted);
        turn.Add(completion.ContentTokenLogProbabilities);
        if (turn.Trace(isTruncated: response.FinishReason == ChatFinishReason.Length) is { } trace)
        {
            (last.AdditionalProperties ??= [])[ReasoningTrace.MetadataKey] = trace;
        }

        return response;
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var history = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var turn = Wanted(options) is { } wanted ? new ServiceTurn(wanted) : null;
        ChatResponseUpdate? last = null;
        var (updates, hasNext) = await AskAsync(options, request => OpenAsync(base.GetStreamingResponseAsync(history, request, cancellationToken), cancellationToken));
        await using (updates)
        {
            for (; hasNext; hasNext = await updates.MoveNextAsync())
            {
                last = updates.Current;
                if (turn is not null && last.RawRepresentation is StreamingChatCompletionUpdate raw && turn.Add(raw.ContentTokenLogProbabilities))
                {
                    (last.AdditionalProperties ??= [])[ReasoningStep.MetadataKey] = turn.ClosedSteps();
                }

                yield return last;
            }
        }

        // Only now is it known which update was the last, and it is gone.
        if (turn?.Trace(isTruncated: last?.FinishReason == ChatFinishReason.Length) is { } trace)
        {
            yield return new ChatResponseUpdate
            {
                Role = last!.Role,
                ResponseId = last.ResponseId,
                MessageId = last.MessageId,
                ModelId = last.ModelId,
                CreatedAt = last.CreatedAt,
                FinishReason = last.FinishReason,
                AdditionalProperties = new() { [ReasoningTrace.MetadataKey] = trace },
            };
        }
    }

    private async Task<T> AskAsync<T>(ChatOptions? options, Func<ChatOptions?, Task<T>> ask)
    {
        var plain = WithoutOwnKeys(options);
        var model = options?.ModelId ?? "";
        if (Wanted(options) is null || _refusing.ContainsKey(model))
        {
            return await ask(plain);
        }

        try
        {
            return await ask(WithLogProbabilities(plain!));
        }
        catch (ClientResultException e) when ((HttpStatusCode)e.Status is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity)
        {
            // Whether it was for the log-probabilities shows when it is asked without them; if not, this fails as it would have without us.
            var answer = await ask(plain);
            _refusing[model] = true;
            LogRefused(_logger, e);
            return answer;
        }
    }

    // An error of the service shows when the first update is waited for; from then on nothing can be asked again.
    private static async Task<(IAsyncEnumerator<ChatResponseUpdate> Updates, bool HasNext)> OpenAsync(
        IAsyncEnumerable<ChatResponseUpdate> stream, CancellationToken cancellationToken)
    {
        var updates = stream.GetAsyncEnumerator(cancellationToken);
        try
        {
            return (updates, await updates.MoveNextAsync());
        }
        catch
        {
            await updates.DisposeAsync();
            throw;
        }
    }

    private static TraceRequest? Wanted(ChatOptions? options) => options?.AdditionalProperties?.GetValueOrDefault(TraceRequest.OptionsKey) as TraceRequest;

    private static ChatOptions? WithoutOwnKeys(ChatOptions? options)
    {
        if (options?.AdditionalProperties?.Keys.Any(IsOwn) != true)
        {
            return options;
        }

        var plain = options.Clone();
        plain.AdditionalProperties = new(options.AdditionalProperties.Where(property => !IsOwn(property.Key)));
        return plain;
    }

    private static bool IsOwn(string key) => key.StartsWith(OwnKeys, StringComparison.Ordinal);

    private static ChatOptions WithLogProbabilities(ChatOptions plain)
    {
        var request = plain.Clone();
        request.RawRepresentationFactory = client =>
        {
            var raw = plain.RawRepresentationFactory?.Invoke(client);
            if (raw is not null and not ChatCompletionOptions)
            {
                return raw;
            }

            var chat = raw as ChatCompletionOptions ?? new ChatCompletionOptions();
            chat.IncludeLogProbabilities ??= true;
            return chat;
        };
        return request;
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "The service refuses log-probabilities, so it is not asked for them again: its turns have no trace and cannot be judged.")]
    private static partial void LogRefused(ILogger logger, Exception exception);
}
