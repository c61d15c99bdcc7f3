using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SKReasoning;
using SKReasoning.Filters;

namespace Microsoft.Extensions.AI;

/// <summary>Adds pruning to a chat-client pipeline.</summary>
public static class PruningChatClientBuilderExtensions
{
    /// <summary>Has requests examined for what the model answers better without; add it after the tool loop and before <c>UseReasoning</c>.</summary>
    /// <param name="builder">The pipeline; the first middleware added is the outermost.</param>
    /// <param name="options">What may be left out; null for the defaults, which only report.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static ChatClientBuilder UsePruning(this ChatClientBuilder builder, PruneOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        options?.Validate();
        return builder.Use((inner, services) => new PruningChatClient(
            inner, options, services.GetService<PruneJournal>(), services.GetService<ILoggerFactory>()?.CreateLogger<PruningChatClient>()));
    }
}
