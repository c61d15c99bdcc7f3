using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using SKReasoning.LocalModel;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers a local model with a service collection.</summary>
public static class LocalModelServiceCollectionExtensions
{
    /// <summary>Registers a GGUF model as <see cref="IChatClient"/> and <see cref="IChatCompletionService"/>, with Semantic Kernel's tool loop around it.</summary>
    /// <param name="services">The services.</param>
    /// <param name="modelPath">Path of the GGUF file.</param>
    /// <param name="serviceId">Key of both services; null registers them without a key.</param>
    /// <param name="configure">Sets further options.</param>
    /// <param name="pipeline">Adds middleware between the tool loop and the model; it runs once for every turn of the model.</param>
    /// <remarks>
    /// The model is loaded when it is first used and disposed with the service provider. Middleware that other packages registered as
    /// <c>Func&lt;IChatClient, IServiceProvider, IChatClient&gt;</c> is added too, outside of <paramref name="pipeline"/>.
    /// </remarks>
    public static IServiceCollection AddLocalModel(
        this IServiceCollection services,
        string modelPath,
        string? serviceId = null,
        Action<LocalModelOptions>? configure = null,
        Action<ChatClientBuilder>? pipeline = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(modelPath);
        services.AddKeyedSingleton(serviceId, (provider, _) => Load(provider, modelPath, configure));
        services.AddKeyedSingleton<IChatClient>(serviceId, (provider, key) => Build(provider, Resolve<LlamaModel>(provider, key), pipeline));
        services.AddKeyedSingleton<IChatCompletionService>(serviceId, (provider, key) => Resolve<IChatClient>(provider, key).AsChatCompletionService(provider));
        return services;
    }

    private static LlamaModel Load(IServiceProvider provider, string modelPath, Action<LocalModelOptions>? configure)
    {
        var options = new LocalModelOptions { Path = modelPath, LoggerFactory = provider.GetService<Logging.ILoggerFactory>() };
        configure?.Invoke(options);
        return LlamaModel.Load(options);
    }

    // The tool loop is outermost, so that everything below it sees each turn of the model before a tool of that turn has run.
    private static IChatClient Build(IServiceProvider provider, LlamaModel model, Action<ChatClientBuilder>? pipeline)
    {
        var builder = new LocalChatClient(model).AsBuilder().UseKernelFunctionInvocation();
        foreach (var middleware in provider.GetServices<Func<IChatClient, IServiceProvider, IChatClient>>())
        {
            builder.Use(middleware);
        }

        pipeline?.Invoke(builder);
        return builder.Build(provider);
    }

    private static T Resolve<T>(IServiceProvider provider, object? key)
        where T : notnull => key is null ? provider.GetRequiredService<T>() : provider.GetRequiredKeyedService<T>(key);
}
