using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;
using SKReasoning;
using SKReasoning.Filters;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers Self-Anchor with a service collection.</summary>
public static class SelfAnchorServiceCollectionExtensions
{
    /// <summary>Has the local models in the collection steered towards the question and their plans, and <c>&lt;anchor&gt;</c> in prompt templates marked.</summary>
    /// <param name="services">The services.</param>
    /// <param name="request">How turns are steered; null for the defaults. Of several calls the first counts.</param>
    /// <remarks>Off unless called: what was measured so far shows no gain (bench/results/steering.md). Calling it twice adds nothing twice.</remarks>
    /// <exception cref="ArgumentException">A value of the request is out of range.</exception>
    public static IServiceCollection AddSelfAnchor(this IServiceCollection services, AnchorRequest? request = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        (request ??= new AnchorRequest()).Validate();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPromptRenderFilter, AnchorPromptFilter>());
        if (!services.Any(service => service.ImplementationInstance is Marker))
        {
            services.AddSingleton(new Marker());
            services.AddSingleton<Func<IChatClient, IServiceProvider, IChatClient>>((inner, provider) => new SelfAnchorChatClient(
                inner, request, provider.GetService<ILoggerFactory>()?.CreateLogger<SelfAnchorChatClient>()));
        }

        return services;
    }

    /// <summary>Marks that the middleware is registered: a delegate cannot be told from another one.</summary>
    private sealed class Marker;
}
