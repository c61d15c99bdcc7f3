using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SKReasoning.OpenAI;

namespace Microsoft.Extensions.AI;

/// <summary>Adds traces of a service's turns to a chat-client pipeline.</summary>
public static class LogProbabilityChatClientBuilderExtensions
{
    /// <summary>Has turns that are to be traced traced by the log-probabilities of the service; add it last, next to the client of the service.</summary>
    /// <param name="builder">The pipeline; the first middleware added is the outermost.</param>
    /// <inheritdoc cref="LogProbabilityChatClient" path="/remarks"/>
    public static ChatClientBuilder UseOpenAILogProbabilities(this ChatClientBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use((inner, services) => new LogProbabilityChatClient(inner, services.GetService<ILoggerFactory>()?.CreateLogger<LogProbabilityChatClient>()));
    }
}
