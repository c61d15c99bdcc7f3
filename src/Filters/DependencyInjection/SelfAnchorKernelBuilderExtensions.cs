using Microsoft.Extensions.DependencyInjection;
using SKReasoning;

namespace Microsoft.SemanticKernel;

/// <summary>Registers Self-Anchor with a kernel.</summary>
public static class SelfAnchorKernelBuilderExtensions
{
    /// <inheritdoc cref="SelfAnchorServiceCollectionExtensions.AddSelfAnchor"/>
    /// <param name="builder">The kernel builder.</param>
    /// <param name="request">How turns are steered; null for the defaults.</param>
    public static IKernelBuilder AddSelfAnchor(this IKernelBuilder builder, AnchorRequest? request = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSelfAnchor(request);
        return builder;
    }
}
