using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;
using SKReasoning;
using SKReasoning.Filters;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers verified reasoning with a service collection.</summary>
public static class ReasoningServiceCollectionExtensions
{
    /// <summary>Has every turn of the local models in the collection judged before its tools run.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets options; calls add up.</param>
    /// <remarks>
    /// Registers the judge as chat-client middleware, <see cref="VerdictFilter"/> and <see cref="ReasoningJournal"/>. Calling it
    /// twice adds nothing twice. A pipeline that you build yourself takes <c>UseReasoning</c> instead.
    /// </remarks>
    public static IServiceCollection AddReasoningFilters(this IServiceCollection services, Action<ReasoningFilterOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.AddOptions<ReasoningFilterOptions>();
        services.TryAddSingleton(provider => provider.GetRequiredService<IOptions<ReasoningFilterOptions>>().Value);
        services.TryAddSingleton(_ => new ReasoningJournal());
        services.TryAddSingleton<IReasoningJournal>(provider => provider.GetRequiredService<ReasoningJournal>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ReasoningFilterOptions>, ReasoningFilterOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IAutoFunctionInvocationFilter, VerdictFilter>());
        if (!services.Any(service => service.ImplementationInstance is Marker))
        {
            services.AddSingleton(new Marker());
            services.AddSingleton<Func<IChatClient, IServiceProvider, IChatClient>>((inner, provider) => new ReasoningChatClient(
                inner,
                provider.GetRequiredService<ReasoningFilterOptions>(),
                provider.GetRequiredService<ReasoningJournal>(),
                provider.GetService<ILoggerFactory>()?.CreateLogger<ReasoningChatClient>()));
        }

        return services;
    }

    /// <summary>Marks that the middleware is registered: a delegate cannot be told from another one.</summary>
    private sealed class Marker;
}
