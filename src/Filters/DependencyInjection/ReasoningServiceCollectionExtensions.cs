using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;
using SKReasoning;
using SKReasoning.Filters;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers verified reasoning with a service collection.</summary>
[SuppressMessage("ApiDesign", "RS0027", Justification = "The overloads differ in a required parameter, options or configuration, which no later overload can take away.")]
public static class ReasoningServiceCollectionExtensions
{
    /// <summary>Has every turn of the local models in the collection judged before its tools run.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets options; calls add up.</param>
    /// <param name="serviceId">Key of the one model that is meant; null for all models that have no options under their own key.</param>
    /// <remarks>
    /// Registers the judge as chat-client middleware, <see cref="VerdictFilter"/> with its <see cref="ToolGate"/>, <see cref="ICallLedger"/>
    /// and <see cref="IReasoningJournal"/>; the last two may be registered before. Options are validated when the host starts, or when they
    /// are first used. Calling it twice adds nothing twice. A pipeline that you build yourself takes <c>UseReasoning</c> instead.
    /// </remarks>
    public static IServiceCollection AddReasoningFilters(
        this IServiceCollection services, Action<ReasoningFilterOptions>? configure = null, string? serviceId = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<ReasoningFilterOptions>(serviceId ?? Options.Options.DefaultName).ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.AddOptions<ReasoningTelemetryOptions>();
        services.TryAddSingleton(provider => provider.GetRequiredService<IOptions<ReasoningFilterOptions>>().Value);
        services.TryAddSingleton<IReasoningJournal>(_ => new ReasoningJournal());
        services.TryAddSingleton<ICallLedger>(_ => new CallLedger());
        services.TryAddSingleton(provider => new ToolGate(
            provider.GetRequiredService<ReasoningFilterOptions>(),
            provider.GetRequiredService<ICallLedger>(),
            provider.GetService<ILogger<ToolGate>>(),
            provider.GetRequiredService<IOptions<ReasoningTelemetryOptions>>().Value));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ReasoningFilterOptions>, ReasoningFilterOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IAutoFunctionInvocationFilter, VerdictFilter>());
        if (!services.Any(service => service.IsKeyedService && Equals(service.ServiceKey, Marker.Of(serviceId))))
        {
            services.AddKeyedSingleton(Marker.Of(serviceId), new Marker());
            services.AddKeyedSingleton<Func<IChatClient, IServiceProvider, IChatClient>>(serviceId, (_, _) => (inner, provider) => Judge(inner, provider, serviceId));
        }

        return services;
    }

    /// <summary>Has turns judged by options that are read from configuration.</summary>
    /// <param name="services">The services.</param>
    /// <param name="section">Holds the options under their own names.</param>
    /// <param name="serviceId">Key of the one model that is meant; null for all models that have no options under their own key.</param>
    /// <inheritdoc cref="AddReasoningFilters(IServiceCollection, Action{ReasoningFilterOptions}?, string?)" path="/remarks"/>
    public static IServiceCollection AddReasoningFilters(this IServiceCollection services, IConfiguration section, string? serviceId)
    {
        ArgumentNullException.ThrowIfNull(section);
        return services.AddReasoningFilters(options => section.Bind(options, binder => binder.ErrorOnUnknownConfiguration = true), serviceId);
    }

    /// <inheritdoc cref="AddReasoningFilters(IServiceCollection, IConfiguration, string?)"/>
    public static IServiceCollection AddReasoningFilters(this IServiceCollection services, IConfiguration section) => services.AddReasoningFilters(section, null);

    private static IChatClient Judge(IChatClient inner, IServiceProvider provider, string? serviceId)
    {
        // A model with options of its own is judged once, by those.
        if (inner.GetService<ReasoningChatClient>() is not null)
        {
            return inner;
        }

        return new ReasoningChatClient(
            inner,
            provider.GetRequiredService<IOptionsMonitor<ReasoningFilterOptions>>().Get(serviceId ?? Options.Options.DefaultName),
            provider.GetRequiredService<IReasoningJournal>(),
            provider.GetService<ILoggerFactory>()?.CreateLogger<ReasoningChatClient>(),
            provider.GetService<TimeProvider>(),
            // Where middleware of the services is added: by AddLocalModel, inside of Semantic Kernel's loop.
            isInKernelLoop: true);
    }

    /// <summary>Marks that the middleware is registered: a delegate cannot be told from another one.</summary>
    private sealed class Marker
    {
        public static string Of(string? serviceId) => $"skreasoning.filters/{serviceId}";
    }
}
