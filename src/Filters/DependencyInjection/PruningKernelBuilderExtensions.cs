using Microsoft.Extensions.DependencyInjection;
using SKReasoning;

namespace Microsoft.SemanticKernel;

/// <summary>Registers pruning with a kernel.</summary>
public static class PruningKernelBuilderExtensions
{
    /// <inheritdoc cref="PruningServiceCollectionExtensions.AddPruning"/>
    /// <param name="builder">The kernel builder.</param>
    /// <param name="options">What may be left out; null for the defaults, which only report.</param>
    public static IKernelBuilder AddPruning(this IKernelBuilder builder, PruneOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddPruning(options);
        return builder;
    }
}
