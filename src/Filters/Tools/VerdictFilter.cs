using Microsoft.SemanticKernel;

namespace SKReasoning.Filters;

/// <summary>Has the <see cref="ToolGate"/> decide over the calls of Semantic Kernel's tool loop; of a tool that does not run, the model reads why as its result.</summary>
/// <remarks>Filters registered after it run inside the gate, once for a call. Thread-safe.</remarks>
/// <param name="gate">Decides.</param>
public sealed class VerdictFilter(ToolGate gate) : IAutoFunctionInvocationFilter
{
    /// <summary>Key in the metadata of the result of a call that was refused; the value is true.</summary>
    public const string RefusedKey = "skreasoning.refused";

    /// <summary>Calls the next filter, or sets a result and lets the function be.</summary>
    public async Task OnAutoFunctionInvocationAsync(AutoFunctionInvocationContext context, Func<AutoFunctionInvocationContext, Task> next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        var outcome = await gate.RunAsync(
            context.CallContent,
            context.Function,
            async () =>
            {
                await next(context);
                return context.Result.GetValue<object>();
            },
            context.CancellationToken);
        if (!outcome.HasRun)
        {
            var metadata = outcome.IsRefused ? new Dictionary<string, object?> { [RefusedKey] = true } : null;
            context.Result = new FunctionResult(context.Function, outcome.Result, metadata: metadata);
        }
    }
}
