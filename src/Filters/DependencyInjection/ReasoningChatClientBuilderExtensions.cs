using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;
using SKReasoning;
using SKReasoning.Filters;

namespace Microsoft.Extensions.AI;

/// <summary>Adds verified reasoning to a chat-client pipeline.</summary>
public static class ReasoningChatClientBuilderExtensions
{
    /// <summary>Has every turn of the model judged before its tools run; add it after the tool loop.</summary>
    /// <param name="builder">The pipeline; the first middleware added is the outermost.</param>
    /// <param name="configure">Sets options.</param>
    public static ChatClientBuilder UseReasoning(this ChatClientBuilder builder, Action<ReasoningFilterOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new ReasoningFilterOptions();
        configure?.Invoke(options);
        new ReasoningFilterOptionsValidator().ThrowIfInvalid(options);
        return builder.Use((inner, services) => new ReasoningChatClient(
            inner, options, services.GetService<IReasoningJournal>(), services.GetService<ILoggerFactory>()?.CreateLogger<ReasoningChatClient>(), services.GetService<TimeProvider>()));
    }

    /// <summary>Adds Semantic Kernel's tool loop and says so to the judge inside of it, so that calls of rejected turns are refused one by one by the kernel's <see cref="VerdictFilter"/>.</summary>
    /// <param name="builder">The pipeline; <c>UseReasoning</c> comes after it.</param>
    /// <remarks>Models of <c>AddLocalModel</c> have it already. Inside a plain <c>UseKernelFunctionInvocation</c> a turn with a call that must not run is replaced as a whole.</remarks>
    public static ChatClientBuilder UseGatedKernelFunctionInvocation(this ChatClientBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder
            .Use(inner => new ConfigureOptionsChatClient(inner, options => (options.AdditionalProperties ??= [])[GatedCalls.OptionsKey] = GatedCalls.KernelLoop))
            .UseKernelFunctionInvocation();
    }

    /// <summary>Adds the tool loop of Microsoft.Extensions.AI with a <see cref="ToolGate"/> in it: calls of rejected turns are refused one by one, and recorded calls run once.</summary>
    /// <param name="builder">The pipeline; <c>UseReasoning</c> comes after it.</param>
    /// <param name="gate">The gate; null for the one of the services, else one with default options.</param>
    /// <param name="configure">Sets what the loop has beside the gate.</param>
    public static ChatClientBuilder UseGatedFunctionInvocation(
        this ChatClientBuilder builder, ToolGate? gate = null, Action<FunctionInvokingChatClient>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use((inner, services) =>
        {
            var asked = gate ?? services.GetService<ToolGate>() ?? new ToolGate(services.GetService<ReasoningFilterOptions>() ?? new ReasoningFilterOptions(), services.GetService<ICallLedger>());
            var loop = new FunctionInvokingChatClient(inner, services.GetService<ILoggerFactory>(), services);
            configure?.Invoke(loop);
            loop.FunctionInvoker = asked.InvokeAsync;
            return new ConfigureOptionsChatClient(loop, options => (options.AdditionalProperties ??= [])[GatedCalls.OptionsKey] = GatedCalls.GatedLoop);
        });
    }

    /// <summary>Has the model steered towards the question, and the plan that it follows, while it writes; add it after the tool loop.</summary>
    /// <param name="builder">The pipeline; the first middleware added is the outermost.</param>
    /// <param name="request">How turns are steered; null for the defaults.</param>
    /// <exception cref="ArgumentException">A value of the request is out of range.</exception>
    public static ChatClientBuilder UseSelfAnchor(this ChatClientBuilder builder, AnchorRequest? request = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        request?.Validate();
        return builder.Use((inner, services) => new SelfAnchorChatClient(inner, request, services.GetService<ILoggerFactory>()?.CreateLogger<SelfAnchorChatClient>()));
    }
}
