using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using SKReasoning.LocalModel;

namespace Microsoft.SemanticKernel;

/// <summary>Registers local models with a kernel.</summary>
[SuppressMessage("ApiDesign", "RS0026", Justification = "A path and a section are never taken for each other.")]
public static class LocalModelKernelBuilderExtensions
{
    /// <summary>Registers a GGUF model as chat client and chat completion service of the kernel.</summary>
    /// <param name="builder">The kernel builder.</param>
    /// <param name="modelPath">Path of the GGUF file.</param>
    /// <param name="serviceId">Key of the services and name of the options; null registers them without a key.</param>
    /// <param name="configure">Sets further options.</param>
    /// <param name="pipeline">Adds middleware that runs once for every turn of the model, before a tool of that turn.</param>
    /// <inheritdoc cref="LocalModelServiceCollectionExtensions.AddLocalModel(IServiceCollection, string, string?, Action{LocalModelOptions}?, Action{ChatClientBuilder}?)" path="/remarks"/>
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

    /// <summary>Registers a GGUF model that a configuration section describes as chat client and chat completion service of the kernel.</summary>
    /// <param name="builder">The kernel builder.</param>
    /// <param name="section">The section, with the names of <see cref="LocalModelOptions"/>; it is read once.</param>
    /// <param name="serviceId">Key of the services and name of the options; null registers them without a key.</param>
    /// <param name="configure">Sets options after the section.</param>
    /// <param name="pipeline">Adds middleware that runs once for every turn of the model, before a tool of that turn.</param>
    /// <inheritdoc cref="LocalModelServiceCollectionExtensions.AddLocalModel(IServiceCollection, string, string?, Action{LocalModelOptions}?, Action{ChatClientBuilder}?)" path="/remarks"/>
    public static IKernelBuilder AddLocalModel(
        this IKernelBuilder builder,
        IConfigurationSection section,
        string? serviceId = null,
        Action<LocalModelOptions>? configure = null,
        Action<ChatClientBuilder>? pipeline = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddLocalModel(section, serviceId, configure, pipeline);
        return builder;
    }
}
