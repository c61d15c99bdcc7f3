using Microsoft.Extensions.AI;
using SKReasoning.Filters;

namespace Microsoft.SemanticKernel;

/// <summary>Says for one request how its turns are judged.</summary>
public static class ReasoningExecutionSettingsExtensions
{
    /// <inheritdoc cref="ChatOptionsReasoningExtensions.WithReasoning" path="/summary"/>
    /// <param name="settings">The request's settings, which are changed.</param>
    /// <param name="reasoning">The options; not to be changed afterwards.</param>
    public static TSettings WithReasoning<TSettings>(this TSettings settings, ReasoningFilterOptions reasoning)
        where TSettings : PromptExecutionSettings
    {
        ArgumentNullException.ThrowIfNull(reasoning);
        return With(settings, ReasoningFilterOptions.OptionsKey, reasoning);
    }

    /// <inheritdoc cref="ChatOptionsReasoningExtensions.WithProgress" path="/summary"/>
    /// <param name="settings">The request's settings, which are changed.</param>
    /// <param name="progress">The listener; called on the thread that reads the model's updates.</param>
    public static TSettings WithProgress<TSettings>(this TSettings settings, IProgress<ReasoningEvent> progress)
        where TSettings : PromptExecutionSettings
    {
        ArgumentNullException.ThrowIfNull(progress);
        return With(settings, ChatOptionsReasoningExtensions.ProgressKey, progress);
    }

    /// <inheritdoc cref="ChatOptionsReasoningExtensions.WithRequestId" path="/summary"/>
    /// <inheritdoc cref="ChatOptionsReasoningExtensions.WithRequestId" path="/remarks"/>
    /// <param name="settings">The request's settings, which are changed.</param>
    /// <param name="requestId">The same for every try of one request and for no other; an idempotency key.</param>
    public static TSettings WithRequestId<TSettings>(this TSettings settings, string requestId)
        where TSettings : PromptExecutionSettings
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(requestId);
        return With(settings, ChatOptionsReasoningExtensions.RequestIdKey, requestId);
    }

    private static TSettings With<TSettings>(TSettings settings, string key, object value)
        where TSettings : PromptExecutionSettings
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.IsFrozen)
        {
            throw new InvalidOperationException("The settings are frozen. Change a clone.");
        }

        settings.ExtensionData = new Dictionary<string, object>(settings.ExtensionData ?? new Dictionary<string, object>(), StringComparer.Ordinal) { [key] = value };
        return settings;
    }
}
