using Microsoft.Extensions.AI;

namespace SKReasoning.Filters;

/// <summary>The request that a turn is written for, and the options that hold for it.</summary>
internal sealed class GatedRequest
{
    /// <param name="messages">The conversation.</param>
    /// <param name="options">The caller's options, which stay as they are.</param>
    /// <param name="defaults">The client's options, for a request that brings none.</param>
    /// <exception cref="ArgumentException">The options that the request brings are none, or out of range.</exception>
    public GatedRequest(IReadOnlyList<ChatMessage> messages, ChatOptions? options, ReasoningFilterOptions defaults)
    {
        Messages = messages;
        Options = options;
        Gate = Find(options) ?? defaults;
        Progress = options?.AdditionalProperties?.GetValueOrDefault(ChatOptionsReasoningExtensions.ProgressKey) as IProgress<ReasoningEvent> ?? Gate.Progress;
        SinceQuestion = CallIdentity.SinceQuestion(messages);
        Id = options?.AdditionalProperties?.GetValueOrDefault(ChatOptionsReasoningExtensions.RequestIdKey) as string
            ?? CallIdentity.RequestOf(SinceQuestion)
            ?? Guid.NewGuid().ToString("N");
    }

    public IReadOnlyList<ChatMessage> Messages { get; }

    public ChatOptions? Options { get; }

    public ReasoningFilterOptions Gate { get; }

    /// <summary>Who hears of the turn; null for nobody.</summary>
    public IProgress<ReasoningEvent>? Progress { get; }

    /// <summary>The messages after the last one of the user.</summary>
    public IReadOnlyList<ChatMessage> SinceQuestion { get; }

    /// <summary>Tells the request's calls from those of others: the caller's id, or one that the calls of the request carry on from turn to turn.</summary>
    public string Id { get; }

    public bool OffersTools => Options is { Tools.Count: > 0, ToolMode: not NoneChatToolMode };

    public ToolPolicy PolicyOf(string tool) => ToolPolicies.Find(Gate, tool, Options?.Tools);

    private static ReasoningFilterOptions? Find(ChatOptions? options)
    {
        var value = options?.AdditionalProperties?.GetValueOrDefault(ReasoningFilterOptions.OptionsKey);
        if (value is not ReasoningFilterOptions own)
        {
            return value is null ? null : throw new ArgumentException(
                $"The option {ReasoningFilterOptions.OptionsKey} must be a {nameof(ReasoningFilterOptions)}; it is a {value.GetType().Name}.", nameof(options));
        }

        ReasoningFilterOptionsValidator.ThrowIfInvalid(own);
        return own;
    }
}
