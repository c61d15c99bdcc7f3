using Microsoft.Extensions.Diagnostics.HealthChecks;
using SKReasoning.LocalModel.DependencyInjection;
using SKReasoning.LocalModel.Diagnostics;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the health of local models to a host's checks.</summary>
public static class LocalModelHealthChecksBuilderExtensions
{
    /// <summary>Adds a check of a model that <c>AddLocalModel</c> registers.</summary>
    /// <param name="builder">The checks.</param>
    /// <param name="serviceId">Service id of the model; null for the one without.</param>
    /// <param name="probes">Whether a loaded model has to decode one token for every check, which waits its turn and may take a conversation out of the cache.</param>
    /// <param name="name">Name of the check; null for <c>local_model</c>, with the service id behind it where there is one.</param>
    /// <param name="failureStatus">What is reported for a model that could not be loaded or cannot decode; null for unhealthy.</param>
    /// <param name="tags">Tags of the check.</param>
    /// <param name="timeout">Longest time of a check; null for no limit.</param>
    /// <remarks>
    /// Healthy while the model has not been loaded yet, which the check never does, and while requests wait; degraded while the queue is
    /// full. The data tell whether it is loaded, its devices, and how many requests wait. Costs nothing unless it probes.
    /// </remarks>
    public static IHealthChecksBuilder AddLocalModel(
        this IHealthChecksBuilder builder,
        string? serviceId = null,
        bool probes = false,
        string? name = null,
        HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null,
        TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(new HealthCheckRegistration(
            name ?? (serviceId is null ? "local_model" : $"local_model_{serviceId}"),
            provider => new LocalModelHealthCheck(provider.Resolve<ModelLoad>(serviceId), probes),
            failureStatus,
            tags,
            timeout));
    }
}
