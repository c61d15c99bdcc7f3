using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using SKReasoning;
using SKReasoning.Filters;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers pruning with a service collection.</summary>
public static class PruningServiceCollectionExtensions
{
    /// <summary>Has requests to the local models in the collection examined for what they are answered better without.</summary>
    /// <param name="services">The services.</param>
    /// <param name="options">What may be left out; null for the defaults, which only report to the <see cref="PruneJournal"/>. Of several calls the first counts.</param>
    /// <remarks>Off unless called. Calling it twice adds nothing twice. Pruning is outside of the judge, whichever is registered first: retries are told the same.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static IServiceCollection AddPruning(this IServiceCollection services, PruneOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        (options ??= new PruneOptions()).Validate();
        services.TryAddSingleton(_ => new PruneJournal());
        if (!services.Any(service => service.ImplementationInstance is Marker))
        {
            services.AddSingleton(new Marker());

            // The first middleware of the collection is the outermost.
            services.Insert(0, ServiceDescriptor.Singleton<Func<IChatClient, IServiceProvider, IChatClient>>((inner, provider) => new PruningChatClient(
                inner, options, provider.GetRequiredService<PruneJournal>(), provider.GetService<ILoggerFactory>()?.CreateLogger<PruningChatClient>())));
        }

        return services;
    }

    /// <summary>Marks that the middleware is registered: a delegate cannot be told from another one.</summary>
    private sealed class Marker;
}
