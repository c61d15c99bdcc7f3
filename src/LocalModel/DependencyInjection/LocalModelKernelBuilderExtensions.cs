using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using SKReasoning.LocalModel;

namespace Microsoft.SemanticKernel;

/// <summary>Registers a local model with a kernel.</summary>
public static class LocalModelKernelBuilderExtensions
{
    /// <summary>Registers a GGUF model as chat client and chat completion service of the kernel.</summary>
    /// <param name="builder">The kernel builder.</param>
    /// <param name="modelPath">Path of the GGUF file.</param>
    /// <param name="serviceId">Key of the services; null registers them without a key.</param>
    /// <param name="configure">Sets further options.</param>
    /// <param name="pipeline">Adds middleware that runs once for every turn of the model, before a tool of that turn.</param>
    /// <inheritdoc cref="LocalModelServiceCollectionExtensions.AddLocalModel" path="/remarks"/>
    public static IKernelBuilder AddLocalModel(
        this IKernelBuilder builder,
        string modelPath,
        string? serviceId = null,
        Action<LocalModelOptions>? configure = null,
        Action<ChatClientBuilder>? pipeline = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddLocalModel(modelPath, serviceId, configure, pipeline);
        return builder;
    }
}
