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
    /// <summary>Key by which <c>UseGatedFunctionInvocation</c> says that its loop asks a gate.</summary>
    public const string OptionsKey = "skreasoning.gated";

    /// <summary>Whether the calls run by themselves, and only through a gate.</summary>
    public static bool AreExpected(ChatOptions? options)
        => options?.AdditionalProperties?.GetValueOrDefault(OptionsKey) is true || HaveVerdictFilter(options);

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
