using Microsoft.Extensions.AI;

namespace SKReasoning.Filters;

/// <summary>The request that a turn is written for, and the options that hold for it.</summary>
internal sealed class GatedRequest
{
    /// <param name="messages">The conversation.</param>
    /// <param name="options">The caller's options, which stay as they are.</param>
    /// <param name="defaults">The client's options, for a request that brings none.</param>
    /// <param name="isInKernelLoop">Whether the judge was put inside Semantic Kernel's loop by whoever made the pipeline.</param>
    /// <exception cref="ArgumentException">The options that the request brings are none, or out of range.</exception>
    public GatedRequest(IReadOnlyList<ChatMessage> messages, ChatOptions? options, ReasoningFilterOptions defaults, bool isInKernelLoop)
    {
        HasGate = GatedCalls.AreExpected(options, isInKernelLoop);
        Messages = messages;
        Options = options;
        Gate = Find<ReasoningFilterOptions>(options, ReasoningFilterOptions.OptionsKey) ?? defaults;
        Progress = Find<IProgress<ReasoningEvent>>(options, ChatOptionsReasoningExtensions.ProgressKey) ?? Gate.Progress;
        if (Gate != defaults)
        {
            new ReasoningFilterOptionsValidator().ThrowIfInvalid(Gate);
        }

        SinceQuestion = CallIdentity.SinceQuestion(messages);
        Id = options?.AdditionalProperties?.GetValueOrDefault(ChatOptionsReasoningExtensions.RequestIdKey) as string
            ?? CallIdentity.RequestOf(SinceQuestion)
            ?? Guid.NewGuid().ToString("N");
    }

    public IReadOnlyList<ChatMessage> Messages { get; }

    public ChatOptions? Options { get; }

    public ReasoningFilterOptions Gate { get; }

    /// <summary>Whether a gate will be asked for each call.</summary>
    public bool HasGate { get; }

    /// <summary>Who hears of the turn; null for nobody.</summary>
    public IProgress<ReasoningEvent>? Progress { get; }

    /// <summary>The messages after the last one of the user.</summary>
    public IReadOnlyList<ChatMessage> SinceQuestion { get; }

    /// <summary>Tells the request's calls from those of others: the caller's id, or one that the calls of the request carry on from turn to turn.</summary>
    public string Id { get; }

    public bool OffersTools => Options is { Tools.Count: > 0, ToolMode: not NoneChatToolMode };

    public ToolPolicy PolicyOf(string tool) => ToolPolicies.Find(Gate, tool, Options?.Tools);

    private static T? Find<T>(ChatOptions? options, string key)
        where T : class => options?.AdditionalProperties?.GetValueOrDefault(key) switch
        {
            null => null,
            T value => value,
            var other => throw new ArgumentException(
                $"The option {key} must be a {typeof(T).Name}; it is a {other.GetType().Name}. Settings of other connectors reach the model through JSON, "
                + "which objects do not survive: put it on PromptExecutionSettings itself, on LocalModelPromptExecutionSettings, or on ChatOptions.",
                nameof(options)),
        };
}
