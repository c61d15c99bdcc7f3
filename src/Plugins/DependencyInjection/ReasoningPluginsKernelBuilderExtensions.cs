using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using SKReasoning;
using SKReasoning.Plugins;

namespace Microsoft.SemanticKernel;

/// <summary>Registers the reasoning plugins with a kernel.</summary>
public static class ReasoningPluginsKernelBuilderExtensions
{
    /// <summary>Adds the plugins Plan, Solve, Verify, Explain and Compare to the kernel, and their classes to its services.</summary>
    /// <param name="builder">The kernel builder.</param>
    /// <param name="serviceId">Key of the <see cref="IChatClient"/> that they ask; null for the one without a key.</param>
    /// <param name="configure">Sets how the model is asked.</param>
    /// <remarks>
    /// An <see cref="IReasoningValidator"/> among the services, under the same key or without one, judges in the place of the default. The model is looked up
    /// when a plugin first asks it. Works in AOT applications. Calling it twice adds nothing twice; of several calls the first counts.
    /// </remarks>
    /// <exception cref="ArgumentException">An option is missing or out of range.</exception>
    public static IKernelBuilder AddReasoningPlugins(this IKernelBuilder builder, string? serviceId = null, Action<ReasoningPluginOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new ReasoningPluginOptions();
        configure?.Invoke(options);
        options.Validate();
        var services = builder.Services;
        services.TryAddSingleton<IReasoningJournal>(_ => new ReasoningJournal());
        Add(services, "Plan", provider => new PlanPlugin(Model(provider)));
        Add(services, "Solve", provider => new SolvePlugin(Model(provider), Validator(provider), provider.GetService<IReasoningJournal>()));
        Add(services, "Verify", provider => new VerifyPlugin(Model(provider), Validator(provider)));
        Add(services, "Explain", provider => new ExplainPlugin(provider.GetRequiredService<IReasoningJournal>()));
        Add(services, "Compare", provider => new ComparePlugin(Model(provider)));
        return builder;

        InnerModel Model(IServiceProvider provider) => new(() => Find<IChatClient>(provider, serviceId) ?? throw NoModel(serviceId), options);

        IReasoningValidator? Validator(IServiceProvider provider) => Find<IReasoningValidator>(provider, serviceId) ?? provider.GetService<IReasoningValidator>();
    }

    private static T? Find<T>(IServiceProvider provider, string? serviceId)
        where T : class
        => serviceId is null ? provider.GetService<T>() : provider.GetKeyedService<T>(serviceId);

    private static InvalidOperationException NoModel(string? serviceId)
        => new($"The reasoning plugins find no IChatClient {(serviceId is null ? "" : $"under the service id '{serviceId}' ")}to ask. Add one to the kernel's services, as AddLocalModel does.");

    private static void Add<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods | DynamicallyAccessedMemberTypes.NonPublicMethods)] T>(IServiceCollection services, string name, Func<IServiceProvider, T> create)
        where T : class
    {
        if (services.Any(service => service.ServiceType == typeof(T)))
        {
            return;
        }

        services.AddSingleton(create);
#pragma warning disable SKEXP0120 // Plugins by generated JSON are marked experimental, but there is no other way in an AOT application.
        services.AddSingleton(provider => KernelPluginFactory.CreateFromObject(provider.GetRequiredService<T>(), PluginJson.Default.Options, name, provider.GetService<ILoggerFactory>()));
#pragma warning restore SKEXP0120
    }
}
