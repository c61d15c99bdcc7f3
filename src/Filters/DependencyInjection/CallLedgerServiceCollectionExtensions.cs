using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using SKReasoning.Filters;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers what remembers calls.</summary>
public static class CallLedgerServiceCollectionExtensions
{
    /// <summary>Has calls remembered in a file, in the place of the process's memory.</summary>
    /// <param name="services">The services.</param>
    /// <param name="path">The file; created where there is none.</param>
    /// <remarks>The file is opened when the first call runs, and belongs to one process at a time.</remarks>
    public static IServiceCollection AddFileCallLedger(this IServiceCollection services, string path)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        services.Replace(ServiceDescriptor.Singleton<ICallLedger>(provider => new FileCallLedger(path, logger: provider.GetService<ILogger<FileCallLedger>>())));
        return services;
    }
}
