using System.Text.Json;
using Microsoft.SemanticKernel;
using SKReasoning.Filters;

namespace ConsoleBot;

/// <summary>Shows each tool call, also one that an inner filter refuses or that fails.</summary>
internal sealed class ToolLog(IReplyView view) : IAutoFunctionInvocationFilter
{
    public async Task OnAutoFunctionInvocationAsync(AutoFunctionInvocationContext context, Func<AutoFunctionInvocationContext, Task> next)
    {
        var name = $"{context.Function.PluginName}.{context.Function.Name}";
        var arguments = JsonSerializer.Serialize(new(context.Arguments ?? []), PluginJson.Default.DictionaryStringObject);
        try
        {
            await next(context);
        }
        catch (Exception e)
        {
            view.ToolCalled(name, arguments, e.Message, ran: true);
            throw;
        }

        view.ToolCalled(name, arguments, context.Result.ToString(), ran: context.Result.Metadata?.ContainsKey(VerdictFilter.RefusedKey) != true);
    }
}
