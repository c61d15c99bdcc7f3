using ChatOptions = Microsoft.Extensions.AI.ChatOptions;

namespace Microsoft.SemanticKernel;

/// <summary>Gives agents of the Agent Framework the functions of a kernel.</summary>
public static class KernelAgentExtensions
{
    /// <summary>Chat options with which an agent calls the kernel's functions so that the kernel's filters see each call.</summary>
    /// <param name="kernel">The kernel whose functions are offered, and whose filters run.</param>
    /// <param name="behavior">Which functions are offered, and whether they must be called; null for all of them, as the model sees fit.</param>
    /// <returns>Options for <c>ChatClientAgentOptions.ChatOptions</c>; instructions and all else can be set on them.</returns>
    /// <remarks>
    /// Kernel functions that an agent is given as plain tools run past all filters, a refusal by the verdict among them. The agent's chat client
    /// must have Semantic Kernel's tool loop, <c>UseKernelFunctionInvocation</c>, in it, as that of <c>AddLocalModel</c> has.
    /// </remarks>
    public static ChatOptions ToAgentChatOptions(this Kernel kernel, FunctionChoiceBehavior? behavior = null)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        return new PromptExecutionSettings { FunctionChoiceBehavior = behavior ?? FunctionChoiceBehavior.Auto() }.ToChatOptions(kernel)!;
    }
}
