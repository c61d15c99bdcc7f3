using System.Text.Json;
using Microsoft.SemanticKernel;

namespace ConsoleBot;

/// <summary>Shows each tool call, also one that an inner filter refuses.</summary>
internal sealed class ToolLog(IReplyView view) : IAutoFunctionInvocationFilter
{
    public async Task OnAutoFunctionInvocationAsync(AutoFunctionInvocationContext context, Func<AutoFunctionInvocationContext, Task> next)
    {
        await next(context);
        var result = context.Result.ToString();
        var arguments = JsonSerializer.Serialize(context.Arguments?.ToDictionary(argument => argument.Key, argument => argument.Value));
        view.ToolCalled($"{context.Function.PluginName}.{context.Function.Name}", arguments, result, !result.StartsWith("Refused:", StringComparison.Ordinal));
    }
}
