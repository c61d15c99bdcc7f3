using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using SKReasoning.Filters;

namespace Microsoft.SemanticKernel;

/// <summary>Registers verified reasoning with a kernel.</summary>
[SuppressMessage("ApiDesign", "RS0027", Justification = "The overloads differ in a required parameter, options or configuration, which no later overload can take away.")]
public static class ReasoningKernelBuilderExtensions
{
    /// <inheritdoc cref="ReasoningServiceCollectionExtensions.AddReasoningFilters(IServiceCollection, Action{ReasoningFilterOptions}?, string?)"/>
    /// <param name="builder">The kernel builder.</param>
    /// <param name="configure">Sets options; calls add up.</param>
    /// <param name="serviceId">Key of the one model that is meant; null for all models that have no options under their own key.</param>
    public static IKernelBuilder AddReasoningFilters(
        this IKernelBuilder builder, Action<ReasoningFilterOptions>? configure = null, string? serviceId = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddReasoningFilters(configure, serviceId);
        return builder;
    }

    /// <inheritdoc cref="ReasoningServiceCollectionExtensions.AddReasoningFilters(IServiceCollection, IConfiguration, string?)"/>
    /// <param name="builder">The kernel builder.</param>
    /// <param name="section">Holds the options under their own names.</param>
    /// <param name="serviceId">Key of the one model that is meant; null for all models that have no options under their own key.</param>
    public static IKernelBuilder AddReasoningFilters(this IKernelBuilder builder, IConfiguration section, string? serviceId)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddReasoningFilters(section, serviceId);
        return builder;
    }

    /// <inheritdoc cref="ReasoningServiceCollectionExtensions.AddReasoningFilters(IServiceCollection, IConfiguration)"/>
    public static IKernelBuilder AddReasoningFilters(this IKernelBuilder builder, IConfiguration section) => builder.AddReasoningFilters(section, null);
}
