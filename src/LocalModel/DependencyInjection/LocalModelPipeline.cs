using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.SemanticKernel;

namespace SKReasoning.LocalModel.DependencyInjection;

/// <summary>Builds what a caller gets as the chat client of a model.</summary>
internal static class LocalModelPipeline
{
    // The tool loop is outside of all middleware, so that this sees each turn of the model before a tool of that turn has run.
    public static IChatClient Build(IServiceProvider provider, RegisteredModel registered)
    {
        var turns = new LocalChatClient(provider.Resolve<LlamaModel>(registered.ServiceId)).AsBuilder();
        foreach (var middleware in Middleware(provider, registered.ServiceId))
        {
            turns.Use(middleware);
        }

        registered.Pipeline?.Invoke(turns);
        var turn = turns.Build(provider);
        var client = turn.AsBuilder().UseKernelFunctionInvocation().Build(provider);
        return HasFilters(provider)
            ? new UnfilteredToolsWarning(client, hasInnerLoop: turn.GetService<FunctionInvokingChatClient>() is not null, Logger(provider))
            : client;
    }

    private static IEnumerable<Func<IChatClient, IServiceProvider, IChatClient>> Middleware(IServiceProvider provider, string? serviceId)
    {
        var all = provider.GetServices<Func<IChatClient, IServiceProvider, IChatClient>>();
        return serviceId is null ? all : all.Concat(provider.GetKeyedServices<Func<IChatClient, IServiceProvider, IChatClient>>(serviceId));
    }

    // Asked of the registrations: filters may be scoped, and are the kernel's to create.
    private static bool HasFilters(IServiceProvider provider)
        => provider.GetService<IServiceProviderIsService>() is { } registrations
            && (registrations.IsService(typeof(IFunctionInvocationFilter)) || registrations.IsService(typeof(IAutoFunctionInvocationFilter)));

    private static ILogger Logger(IServiceProvider provider)
        => provider.GetService<ILoggerFactory>()?.CreateLogger(typeof(LocalChatClient).FullName!) ?? NullLogger.Instance;
}
