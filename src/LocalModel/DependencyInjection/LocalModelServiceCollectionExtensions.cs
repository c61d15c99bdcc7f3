using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel.ChatCompletion;
using SKReasoning.LocalModel;
using SKReasoning.LocalModel.DependencyInjection;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers local models with a service collection.</summary>
[SuppressMessage("ApiDesign", "RS0026", Justification = "A path and a section are never taken for each other.")]
public static class LocalModelServiceCollectionExtensions
{
    /// <summary>Registers a GGUF model as <see cref="IChatClient"/> and <see cref="IChatCompletionService"/>, with Semantic Kernel's tool loop around it.</summary>
    /// <param name="services">The services.</param>
    /// <param name="modelPath">Path of the GGUF file.</param>
    /// <param name="serviceId">Key of the services and name of the options; null registers them without a key.</param>
    /// <param name="configure">Sets further options.</param>
    /// <param name="pipeline">Adds middleware between the tool loop and the model; it runs once for every turn of the model.</param>
    /// <remarks>
    /// <para>
    /// The model is loaded when it is first used, or with the host where <see cref="LocalModelOptions.LoadsAtStart"/> says so, and disposed
    /// with the service provider. A host checks the options when it starts, else the first use does; an <see cref="OptionsValidationException"/>
    /// lists all that is wrong with them, a missing file included. A load that failed is tried again at the next use.
    /// </para>
    /// <para>
    /// Middleware that is registered as <c>Func&lt;IChatClient, IServiceProvider, IChatClient&gt;</c> is added too: outermost that without
    /// a key, then that with the key of the model, then <paramref name="pipeline"/>. Another call for the same service id changes the model
    /// that is there: its path and pipeline are those of the last call, and the options of all calls add up.
    /// </para>
    /// </remarks>
    public static IServiceCollection AddLocalModel(
        this IServiceCollection services,
        string modelPath,
        string? serviceId = null,
        Action<LocalModelOptions>? configure = null,
        Action<ChatClientBuilder>? pipeline = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(modelPath);
        return services.Add(options => options.Path = modelPath, serviceId, configure, pipeline);
    }

    /// <summary>Registers a GGUF model that a configuration section describes as <see cref="IChatClient"/> and <see cref="IChatCompletionService"/>, with Semantic Kernel's tool loop around it.</summary>
    /// <param name="services">The services.</param>
    /// <param name="section">The section, with the names of <see cref="LocalModelOptions"/>; it is read once, and names that are no options are errors.</param>
    /// <param name="serviceId">Key of the services and name of the options; null registers them without a key.</param>
    /// <param name="configure">Sets options after the section.</param>
    /// <param name="pipeline">Adds middleware between the tool loop and the model; it runs once for every turn of the model.</param>
    /// <inheritdoc cref="AddLocalModel(IServiceCollection, string, string?, Action{LocalModelOptions}?, Action{ChatClientBuilder}?)" path="/remarks"/>
    public static IServiceCollection AddLocalModel(
        this IServiceCollection services,
        IConfigurationSection section,
        string? serviceId = null,
        Action<LocalModelOptions>? configure = null,
        Action<ChatClientBuilder>? pipeline = null)
    {
        ArgumentNullException.ThrowIfNull(section);
        return services.Add(options => OptionsSection.Read(section, options), serviceId, configure, pipeline);
    }

    private static IServiceCollection Add(
        this IServiceCollection services, Action<LocalModelOptions> source, string? serviceId, Action<LocalModelOptions>? configure, Action<ChatClientBuilder>? pipeline)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (serviceId is not null)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(serviceId);
        }

        services.AddOptions<LocalModelOptions>(serviceId).Configure<IServiceProvider>(TakeHost).Configure(source).Configure(configure ?? (_ => { })).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<LocalModelOptions>, LocalModelOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<LocalModelOptions>, ModelSourceValidator>());
        if (services.Select(service => service.IsKeyedService ? null : service.ImplementationInstance).OfType<RegisteredModel>().FirstOrDefault(model => model.ServiceId == serviceId) is { } known)
        {
            known.Pipeline = pipeline;
            return services;
        }

        var registered = new RegisteredModel(serviceId) { Pipeline = pipeline };
        services.AddSingleton(registered);
        services.AddSingleton<IHostedService>(provider => new ModelStart(provider, serviceId));
        services.AddKeyedSingleton(serviceId, (provider, _) => new ModelLoad(() => provider.GetRequiredService<IOptionsFactory<LocalModelOptions>>().Create(serviceId ?? Options.Options.DefaultName)));
        services.AddKeyedSingleton(serviceId, (provider, _) => provider.Resolve<ModelLoad>(serviceId).Run());
        services.AddKeyedSingleton(serviceId, (provider, _) => LocalModelPipeline.Build(provider, registered));
        services.AddKeyedSingleton<IChatCompletionService>(serviceId, (provider, _) => provider.Resolve<IChatClient>(serviceId).AsChatCompletionService(provider));
        return services;
    }

    private static void TakeHost(LocalModelOptions options, IServiceProvider provider)
    {
        options.LoggerFactory = provider.GetService<ILoggerFactory>();
        options.TimeProvider = provider.GetService<TimeProvider>() ?? options.TimeProvider;
    }
}
