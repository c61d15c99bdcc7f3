using System.ComponentModel;
using Microsoft.Agents.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using SKReasoning.Filters;
using SKReasoning.TestKit;
using IChatClient = Microsoft.Extensions.AI.IChatClient;

namespace SKReasoning.AgentFramework.Tests;

/// <summary>An agent on the built-in model, judged, with a tool of a kernel whose filters count.</summary>
internal sealed class ShopAgent : IAsyncDisposable, IFunctionInvocationFilter, IAutoFunctionInvocationFilter
{
    public const string Order = "Tom has 3 times as many apples as Sara. Sara has 7 apples. Order as many apples as Tom has.";

    private readonly ServiceProvider _services;

    public ShopAgent(IReasoningValidator? validator = null, OnFail onFail = OnFail.Annotate)
    {
        var builder = Kernel.CreateBuilder();
        builder.Services.AddSingleton<IFunctionInvocationFilter>(this).AddSingleton<IAutoFunctionInvocationFilter>(this);
        builder.AddLocalModel(BuiltInModelFile.Path, configure: options => options.Threads = 1);
        builder.AddReasoningFilters(options => (options.Validator, options.OnExhausted, options.Branch.MaxRetries) = (validator ?? new ScriptedValidator(), onFail, 1));
        builder.Plugins.AddFromObject(this, "Shop");
        var kernel = builder.Build();
        _services = (ServiceProvider)kernel.Services;
        var options = kernel.ToAgentChatOptions();
        (options.Instructions, options.Temperature, options.Seed) = ("Think step by step.", 0, 1);
        Bare = new ChatClientAgent(kernel.GetRequiredService<IChatClient>(), new ChatClientAgentOptions { Name = "shop", ChatOptions = options });
        Agent = Bare.WithReasoning(Journal);
    }

    /// <summary>The agent without its wrapping.</summary>
    public ChatClientAgent Bare { get; }

    public ReasoningAgent Agent { get; }

    public IReasoningJournal Journal => _services.GetRequiredService<IReasoningJournal>();

    /// <summary>The reports of all turns, oldest first.</summary>
    public IReadOnlyList<TurnReport> Reports => [.. Journal.NewestFirst().Reverse()];

    /// <summary>What the tool was called with.</summary>
    public List<(string Item, int Quantity)> Orders { get; } = [];

    public List<string> Invoked { get; } = [];

    public List<string> AutoInvoked { get; } = [];

    [KernelFunction("Order"), Description("Orders items.")]
    public string OrderItems(string item, int quantity)
    {
        Orders.Add((item, quantity));
        return $"Ordered {quantity} {item}.";
    }

    public Task OnFunctionInvocationAsync(FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next)
    {
        Invoked.Add(context.Function.Name);
        return next(context);
    }

    public Task OnAutoFunctionInvocationAsync(AutoFunctionInvocationContext context, Func<AutoFunctionInvocationContext, Task> next)
    {
        AutoInvoked.Add(context.Function.Name);
        return next(context);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
