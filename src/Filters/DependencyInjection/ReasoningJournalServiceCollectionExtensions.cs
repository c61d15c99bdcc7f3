using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SKReasoning;
using SKReasoning.Filters;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers a journal that survives a restart with a service collection.</summary>
public static class ReasoningJournalServiceCollectionExtensions
{
    /// <summary>Has the reports of judged turns written to a file instead of memory.</summary>
    /// <param name="services">The services.</param>
    /// <param name="path">The file, of JSON lines; it and its folder are created where they are missing.</param>
    /// <param name="configure">Sets options; calls add up.</param>
    /// <remarks>
    /// Before or after <c>AddReasoningFilters</c>; of several calls the last one's path counts. The file is opened when the journal is
    /// first used, which throws <see cref="JournalInUseException"/> where another process has it.
    /// </remarks>
    public static IServiceCollection AddReasoningJournal(this IServiceCollection services, string path, Action<FileReasoningJournalOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.AddOptions<FileReasoningJournalOptions>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<FileReasoningJournalOptions>, FileReasoningJournalOptionsValidator>());
        services.Replace(ServiceDescriptor.Singleton<IReasoningJournal>(provider => new FileReasoningJournal(
            path,
            provider.GetRequiredService<IOptions<FileReasoningJournalOptions>>().Value,
            provider.GetService<ILoggerFactory>()?.CreateLogger<FileReasoningJournal>())));
        return services;
    }
}
