using Microsoft.SemanticKernel;

namespace SKReasoning.Filters;

/// <summary>Keeps the tools of a rejected turn from running, where the options say to refuse; the model reads why as the tool's result.</summary>
/// <remarks>Never asks the model again: that is done before the tool loop sees the turn. Thread-safe.</remarks>
/// <param name="options">The options of the turns' judge.</param>
public sealed class VerdictFilter(ReasoningFilterOptions options) : IAutoFunctionInvocationFilter
{
    /// <summary>Key in the metadata of the result of a call that was refused.</summary>
    public const string RefusedKey = "skreasoning.refused";

    /// <summary>Calls the next filter, or sets a refusal as the result and lets the function be.</summary>
    public Task OnAutoFunctionInvocationAsync(AutoFunctionInvocationContext context, Func<AutoFunctionInvocationContext, Task> next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        if (options.OnFail != OnFail.Refuse
            || context.CallContent?.AdditionalProperties is not { } properties
            || properties.GetValueOrDefault(TurnReport.AcceptedKey) is not false)
        {
            return next(context);
        }

        var text = $"Refused: {context.Function.Name} did not run, because the reasoning that led to this call was rejected ({properties[TurnReport.ReasonKey]}).";
        context.Result = new FunctionResult(context.Function, text, metadata: new Dictionary<string, object?> { [RefusedKey] = true });
        return Task.CompletedTask;
    }
}
