using System.ComponentModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using SKReasoning.TestKit;

namespace SKReasoning.Filters.Tests;

/// <summary>A kernel on the built-in model with one tool and one filter of each kind, all of which count.</summary>
internal sealed class FilteredKernel : IAsyncDisposable, IPromptRenderFilter, IFunctionInvocationFilter, IAutoFunctionInvocationFilter
{
    public const string System = "Think step by step.";
    public const string Order = "Tom has 3 times as many apples as Sara. Sara has 7 apples. Order as many apples as Tom has.";

    public FilteredKernel(Action<ReasoningFilterOptions>? configure = null, int sequences = 4)
    {
        var builder = Kernel.CreateBuilder();
        builder.Services.AddSingleton<IPromptRenderFilter>(this).AddSingleton<IFunctionInvocationFilter>(this).AddSingleton<IAutoFunctionInvocationFilter>(this);
        builder.AddLocalModel(BuiltInModelFile.Path, configure: options => (options.Threads, options.Sequences) = (1, sequences));
        builder.AddReasoningFilters(options =>
        {
            options.Validator = new ScriptedValidator();
            configure?.Invoke(options);
        });
        builder.Plugins.AddFromObject(this, "Shop");
        Kernel = builder.Build();
    }

    public Kernel Kernel { get; }

    public IChatCompletionService Chat => Kernel.GetRequiredService<IChatCompletionService>();

    public IReasoningJournal Journal => Kernel.GetRequiredService<IReasoningJournal>();

    /// <summary>What the tool was called with.</summary>
    public List<(string Item, int Quantity)> Orders { get; } = [];

    /// <summary>Called by the tool.</summary>
    public Func<Task>? OnOrder { get; set; }

    public int PromptsRendered { get; private set; }

    public List<string> Invoked { get; } = [];

    public List<string> AutoInvoked { get; } = [];

    /// <summary>Whether the call of the last tool was marked as accepted; null where it was not marked.</summary>
    public bool? Accepted { get; private set; }

    public static PromptExecutionSettings Settings => new()
    {
        FunctionChoiceBehavior = FunctionChoiceBehavior.Auto(),
        ExtensionData = new Dictionary<string, object> { ["temperature"] = 0.0, ["seed"] = 1L },
    };

    public static ChatHistory History
    {
        get
        {
            var history = new ChatHistory(System);
            history.AddUserMessage(Order);
            return history;
        }
    }

    [KernelFunction("Order"), Description("Orders items.")]
    public async Task<string> OrderAsync(string item, int quantity)
    {
        lock (Orders)
        {
            Orders.Add((item, quantity));
        }

        await (OnOrder?.Invoke() ?? Task.CompletedTask);
        return $"Ordered {quantity} {item}.";
    }

    public Task OnPromptRenderAsync(PromptRenderContext context, Func<PromptRenderContext, Task> next)
    {
        PromptsRendered++;
        return next(context);
    }

    public Task OnFunctionInvocationAsync(FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next)
    {
        lock (Invoked)
        {
            Invoked.Add(context.Function.Name);
        }

        return next(context);
    }

    public Task OnAutoFunctionInvocationAsync(AutoFunctionInvocationContext context, Func<AutoFunctionInvocationContext, Task> next)
    {
        lock (AutoInvoked)
        {
            AutoInvoked.Add(context.Function.Name);
        }

        Accepted = context.CallContent.AdditionalProperties?.GetValueOrDefault(TurnReport.AcceptedKey) as bool?;
        return next(context);
    }

    public ValueTask DisposeAsync() => ((ServiceProvider)Kernel.Services).DisposeAsync();
}
