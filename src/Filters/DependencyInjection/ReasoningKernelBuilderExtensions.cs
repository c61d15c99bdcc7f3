using Microsoft.Extensions.DependencyInjection;
using SKReasoning.Filters;

namespace Microsoft.SemanticKernel;

/// <summary>Registers verified reasoning with a kernel.</summary>
public static class ReasoningKernelBuilderExtensions
{
    /// <inheritdoc cref="ReasoningServiceCollectionExtensions.AddReasoningFilters"/>
    /// <param name="builder">The kernel builder.</param>
    /// <param name="configure">Sets options; calls add up.</param>
    public static IKernelBuilder AddReasoningFilters(this IKernelBuilder builder, Action<ReasoningFilterOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddReasoningFilters(configure);
        return builder;
    }
}
