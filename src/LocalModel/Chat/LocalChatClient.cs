using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using SKReasoning.LocalModel.Calls;
using SKReasoning.LocalModel.Chat;
using SKReasoning.LocalModel.Diagnostics;
using SKReasoning.LocalModel.Grammar;
using SKReasoning.LocalModel.Prompts;
using SKReasoning.LocalModel.Scoring;
using SKReasoning.LocalModel.Steering;

namespace SKReasoning.LocalModel;

/// <summary>A local model as a chat client, with tools, structured output and streaming.</summary>
/// <remarks>
/// <para>
/// One call writes one turn; a tool loop such as <c>UseKernelFunctionInvocation</c> runs the tools. Thread-safe: many callers share the
/// model's decode loop, and nothing is held between turns, so a tool may call the model again.
/// </para>
/// <para>
/// Obeys temperature (default 0: greedy), top-k, top-p, seed, frequency and presence penalty, stop sequences, output limit, tool mode and
/// response format of <see cref="ChatOptions"/>, and <c>min_p</c>, <c>repetition_penalty</c> and <c>grammar</c> (GBNF) of its additional
/// properties. The same seed writes the same text as long as the cache holds the same: a prefix that is reused, or other callers in
/// the batch, round logits differently in the last digits, which can turn a close draw. A <see cref="TraceRequest"/> there has the turn recorded; a <see cref="BranchPoint"/> there has it go on from a prefix; an <see cref="AnchorRequest"/>
/// there has it steered; an <see cref="AnswerScoreRequest"/> has an answer read and scored in the place of a turn.
/// </para>
/// </remarks>
public sealed class LocalChatClient : IChatClient
{
    private readonly LlamaModel _model;
    private readonly ChatFormat _format;
    private readonly ChatClientMetadata _metadata;
    private readonly RequestWarnings _warnings;

    /// <summary>Creates a client of a model, which stays the caller's to dispose.</summary>
    /// <exception cref="ChatTemplateException">The model's file holds no chat template, or one that cannot be parsed.</exception>
    public LocalChatClient(LlamaModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        _format = model.ChatFormat;
        _metadata = new ChatClientMetadata("skreasoning", providerUri: null, model.ModelId);
        _warnings = new RequestWarnings(model, model.LoggerFactory.CreateLogger<LocalChatClient>());
    }

    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in GetStreamingResponseAsync(messages, options, cancellationToken).ConfigureAwait(false))
        {
            updates.Add(update);
        }

        // On the message properties survive all of Semantic Kernel's paths; on the response they do not.
        var response = updates.ToChatResponse();
        if (response.AdditionalProperties is { } properties)
        {
            response.Messages[^1].AdditionalProperties = properties;
            response.AdditionalProperties = null;
        }

        return response;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">
    /// An option is out of range, the grammar cannot be parsed, a branch point belongs to another model, a message or a content is null, or a
    /// call's arguments or result have no form in JSON.
    /// </exception>
    /// <exception cref="NotSupportedException">A message holds something that is no text, tool call or tool result.</exception>
    /// <exception cref="SchemaNotSupportedException">A tool or the response format has a schema that no grammar can be made of.</exception>
    /// <exception cref="ChatTemplateException">The model's template refuses the conversation.</exception>
    /// <exception cref="ContextOverflowException">The conversation leaves no room for an answer.</exception>
    /// <exception cref="ModelBusyException">The model's queue is full.</exception>
    /// <exception cref="InvalidOperationException">No token of the vocabulary may follow under the grammar of the turn.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var history = ChatHistory.Read(messages);
        var id = Guid.NewGuid().ToString("N");
        if (ChatOptionsReader.Find<AnswerScoreRequest>(options, AnswerScoreRequest.OptionsKey) is { } scored)
        {
            yield return Sign(await new AnswerReader(_model).ReadAsync(history, options, scored, cancellationToken).ConfigureAwait(false), id);
            yield break;
        }

        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var work = Start(history, options, abandoned.Token);
        try
        {
            while (await HasNextAsync(work, cancellationToken).ConfigureAwait(false))
            {
                while (work.Events.TryRead(out var step))
                {
                    if (Update(step, work) is { } update)
                    {
                        yield return Sign(update, id);
                    }
                }
            }
        }
        finally
        {
            work.Clock?.Report(work, work.NewTokens);
            // A caller that leaves early must not have the model go on writing.
            await abandoned.CancelAsync().ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? (serviceKey is AnswerScoreRequest.ModelKey && serviceType == typeof(IChatClient) ? this : null)
            : serviceType == typeof(ChatClientMetadata) ? _metadata
            : serviceType == typeof(LlamaModel) ? _model
            : serviceType == typeof(ModelIdentity) ? _model.Identity
            : serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Does nothing: the model is disposed by its owner.</summary>
    public void Dispose()
    {
    }

    // The work knows its linked token only; callers compare with their own.
    private static async ValueTask<bool> HasNextAsync(TurnWork work, CancellationToken cancellationToken)
    {
        try
        {
            return await work.Events.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
    }

    private TurnWork Start(IReadOnlyList<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var sampling = ChatOptionsReader.Sampling(options);
        var tools = ChatOptionsReader.Tools(options);
        var branch = ChatOptionsReader.Find<BranchPoint>(options, BranchPoint.OptionsKey);
        var grammar = TurnGrammar.Answer(_format.Calls, tools, options);
        var steered = SteeringReader.Find(options, hasGrammar: grammar is not null, _model.Shape);
        var prompt = _format.Build(messages, options?.Instructions, tools, wantsAnchors: steered is not null);
        var forced = branch?.Prefix ?? [];
        if (forced.IsDefault || forced.Any(token => (uint)token.Id >= (uint)_model.VocabularySize))
        {
            throw new ArgumentException($"The branch point has no prefix, or one with a token outside the vocabulary (0 to {_model.VocabularySize - 1}); it belongs to another model.", nameof(options));
        }

        var request = ChatOptionsReader.Find<TraceRequest>(options, TraceRequest.OptionsKey);
        var steering = steered is null ? null : new TurnSteering(
            steered,
            _model.Vocabulary,
            prompt,
            SteeringReader.NextStep(messages, steered.Format),
            SteeringReader.IsContinued(messages),
            tools.Count > 0 ? _model.Vocabulary.Tokenize(_format.Calls.Trigger, parseSpecial: true) : [],
            measures: request is not null);
        _warnings.Check(options, request, sampling, hasTools: tools.Count > 0);
        var recorder = request is null ? null : new TurnRecorder(request, _model, prompt.Tokens.Length, branch) { Steering = steering };
        var room = _model.ContextLength - prompt.Tokens.Length - forced.Length;
        var rules = new TurnRules(
            sampling,
            Math.Max(1, Math.Min(ChatOptionsReader.MaxTokens(options) ?? int.MaxValue, room)),
            ChatOptionsReader.StopSequences(options),
            _format.Thoughts,
            TurnGrammar.Calls(_format.Calls, tools, options),
            grammar);
        var work = new TurnWork(_model.Vocabulary, rules, prompt, forced, recorder, steering)
        {
            Observer = recorder is { IsObserving: true } ? recorder : null,
            ObserveFrom = prompt.Tokens.Length + (recorder is { ReusesPrefix: true } ? forced.Length : 0),
            SteerFrom = steering is { ScalesAttention: true } ? prompt.Tokens.Length - 1 : int.MaxValue,
            CancellationToken = cancellationToken,
            Clock = ModelSource.IsObserved ? new TurnClock(_model, branch?.Prefix.Length, recorder?.ReadLayers ?? 0) : null,
        };
        _model.Submit(work);
        return work;
    }

    private ChatResponseUpdate Sign(ChatResponseUpdate update, string id)
    {
        update.Role = ChatRole.Assistant;
        update.ResponseId = update.MessageId = id;
        update.ModelId = _model.ModelId;
        return update;
    }

    private static ChatResponseUpdate? Update(TurnEvent step, TurnWork work) => step switch
    {
        TurnEvent.Text { IsThought: true } thought => Content(new TextReasoningContent(thought.Value)),
        TurnEvent.Text text => Content(new TextContent(text.Value)),
        TurnEvent.Call call => Content(Call(call.Value)),
        TurnEvent.Steps steps => new ChatResponseUpdate { AdditionalProperties = new() { [ReasoningStep.MetadataKey] = steps.Closed } },
        TurnEvent.End end => End(end, work),
        _ => null,
    };

    private static ChatResponseUpdate Content(AIContent content) => new() { Contents = [content] };

    private static FunctionCallContent Call(ToolCall call)
    {
        using var document = JsonDocument.Parse(call.Arguments);
        var arguments = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var property in document.RootElement.EnumerateObject())
        {
            // Of a key that is written twice the last value counts, as for every JSON reader.
            arguments[property.Name] = property.Value.Clone();
        }

        return new FunctionCallContent(Guid.NewGuid().ToString("N")[..ToolCallFormat.IdLength], call.Name, arguments);
    }

    private static ChatResponseUpdate End(TurnEvent.End end, TurnWork work)
    {
        var update = new ChatResponseUpdate
        {
            FinishReason = end.Reason switch
            {
                TurnEnd.Length => ChatFinishReason.Length,
                TurnEnd.ToolCalls => ChatFinishReason.ToolCalls,
                _ => ChatFinishReason.Stop,
            },
            Contents =
            [
                new UsageContent(new UsageDetails
                {
                    InputTokenCount = work.Prompt.Count,
                    OutputTokenCount = end.NewTokens,
                    TotalTokenCount = work.Prompt.Count + end.NewTokens,
                    CachedInputTokenCount = work.ReusedTokens,
                }),
            ],
        };
        if (end.Record?.Trace(isTruncated: end.Reason == TurnEnd.Length) is { } trace)
        {
            update.AdditionalProperties = new() { [ReasoningTrace.MetadataKey] = trace with { Anchoring = end.Anchoring } };
        }

        return update;
    }
}
