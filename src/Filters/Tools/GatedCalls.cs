using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel.ChatCompletion;
using Kernel = Microsoft.SemanticKernel.Kernel;

namespace SKReasoning.Filters;

/// <summary>Tells whether the tool calls of a request will meet a <see cref="ToolGate"/>.</summary>
/// <remarks>
/// Semantic Kernel's tool loop runs the filters of the kernel that the request was made with, and only for its own type of options, which
/// is internal: its public properties are the one way to that kernel. Where they cannot be read the answer is no, which refuses more.
/// </remarks>
internal static class GatedCalls
{
    /// <summary>Key by which a loop outside of the judge says what it is; the value is one of the texts below.</summary>
    public const string OptionsKey = "skreasoning.loop";

    /// <summary>The loop of Microsoft.Extensions.AI, with a gate in it.</summary>
    public const string GatedLoop = "gated";

    /// <summary>Semantic Kernel's loop, which asks the gate through the filters of a kernel.</summary>
    public const string KernelLoop = "kernel";

    /// <summary>Whether the calls run by themselves, and only through a gate. Options of a kernel alone prove nothing: any loop takes them.</summary>
    /// <param name="options">The request's options.</param>
    /// <param name="isInKernelLoop">Whether the judge was put inside Semantic Kernel's loop by whoever made the pipeline.</param>
    public static bool AreExpected(ChatOptions? options, bool isInKernelLoop) => options?.AdditionalProperties?.GetValueOrDefault(OptionsKey) switch
    {
        GatedLoop => true,
        KernelLoop => HaveVerdictFilter(options),
        _ => isInKernelLoop && HaveVerdictFilter(options),
    };

    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicProperties, "Microsoft.Extensions.AI.KernelChatOptions", "Microsoft.SemanticKernel.Abstractions")]
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "The properties are kept by the dynamic dependency; without them the answer is no.")]
    private static bool HaveVerdictFilter(ChatOptions? options)
    {
        if (options is null || options.GetType() == typeof(ChatOptions))
        {
            return false;
        }

        var type = options.GetType();
        return type.GetProperty("Kernel")?.GetValue(options) is Kernel kernel
            && type.GetProperty("ExecutionSettings")?.GetValue(options) is Microsoft.SemanticKernel.PromptExecutionSettings settings
            && kernel.AutoFunctionInvocationFilters.Any(filter => filter is VerdictFilter)
            && settings.FunctionChoiceBehavior?.GetConfiguration(new(new ChatHistory()) { Kernel = kernel }).AutoInvoke == true;
    }
}
