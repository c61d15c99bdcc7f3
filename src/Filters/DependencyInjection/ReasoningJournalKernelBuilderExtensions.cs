using Microsoft.Extensions.DependencyInjection;
using SKReasoning.Filters;

namespace Microsoft.SemanticKernel;

/// <summary>Registers a journal that survives a restart with a kernel.</summary>
public static class ReasoningJournalKernelBuilderExtensions
{
    /// <inheritdoc cref="ReasoningJournalServiceCollectionExtensions.AddReasoningJournal"/>
    /// <param name="builder">The kernel builder.</param>
    /// <param name="path">The file, of JSON lines; it and its folder are created where they are missing.</param>
    /// <param name="configure">Sets options; calls add up.</param>
    public static IKernelBuilder AddReasoningJournal(this IKernelBuilder builder, string path, Action<FileReasoningJournalOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddReasoningJournal(path, configure);
        return builder;
    }
}
