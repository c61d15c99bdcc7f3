using SKReasoning.Filters;

namespace Microsoft.Extensions.AI;

/// <summary>Says for one request how its turns are judged.</summary>
public static class ChatOptionsReasoningExtensions
{
    /// <summary>Key in the properties of a request of its id; the value is a string.</summary>
    public const string RequestIdKey = "skreasoning.request";

    /// <summary>Key in the properties of a request of who hears of it; the value is an <c>IProgress&lt;ReasoningEvent&gt;</c>.</summary>
    public const string ProgressKey = "skreasoning.progress";

    /// <summary>Tells a listener of the steps, verdicts and branches of one request, in the place of the options' own.</summary>
    /// <param name="options">The request's options, which are changed.</param>
    /// <param name="progress">The listener; called on the thread that reads the model's updates.</param>
    public static ChatOptions WithProgress(this ChatOptions options, IProgress<ReasoningEvent> progress)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        (options.AdditionalProperties ??= [])[ProgressKey] = progress;
        return options;
    }

    /// <summary>Has the turns of a request judged by options of its own.</summary>
    /// <param name="options">The request's options, which are changed.</param>
    /// <param name="reasoning">The options; not to be changed afterwards.</param>
    public static ChatOptions WithReasoning(this ChatOptions options, ReasoningFilterOptions reasoning)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(reasoning);
        (options.AdditionalProperties ??= [])[ReasoningFilterOptions.OptionsKey] = reasoning;
        return options;
    }

    /// <summary>Names a request, so that one that is made again, because it was cancelled or its process died, runs no recorded call twice.</summary>
    /// <param name="options">The request's options, which are changed.</param>
    /// <param name="requestId">The same for every try of one request and for no other; an idempotency key.</param>
    /// <remarks>A request without one is known by its conversation only, as long as its loop runs.</remarks>
    public static ChatOptions WithRequestId(this ChatOptions options, string requestId)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrWhiteSpace(requestId);
        (options.AdditionalProperties ??= [])[RequestIdKey] = requestId;
        return options;
    }
}
