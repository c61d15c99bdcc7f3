using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using SKReasoning.TestKit;

namespace SKReasoning.Plugins.Tests.DependencyInjection;

/// <summary>The plugins as tools of the very model that they ask.</summary>
public class CalledByTheModelTests : IFunctionInvocationFilter
{
    private readonly List<string> _invoked = [];

    [Theory]
    [InlineData("Plan")]
    [InlineData("Solve")]
    [InlineData("Verify")]
    [InlineData("Explain")]
    public async Task BuiltInModel_MadeToCallAPlugin_GetsItsResult(string plugin)
    {
        var builder = Kernel.CreateBuilder();
        builder.AddLocalModel(BuiltInModelFile.Path, configure: options => options.Threads = 1).AddReasoningFilters(options => options.Validator = new ScriptedValidator());
        builder.Services.AddSingleton<IFunctionInvocationFilter>(this);
        var kernel = builder.AddReasoningPlugins(configure: options => options.MaxOutputTokens = 64).Build();
        await using var services = (ServiceProvider)kernel.Services;
        var history = new ChatHistory("Think step by step.");
        history.AddUserMessage(BuiltInModel.Question);
        var settings = new LocalModelPromptExecutionSettings
        {
            Seed = 1,
            FunctionChoiceBehavior = FunctionChoiceBehavior.Required(kernel.Plugins[plugin]),
        };

        await kernel.GetRequiredService<IChatCompletionService>().GetChatMessageContentAsync(history, settings, kernel);

        string[] results = [.. history.SelectMany(message => message.Items).OfType<Microsoft.SemanticKernel.FunctionResultContent>().Select(result => result.Result!.ToString()!)];
        Assert.NotEmpty(results);
        Assert.All(results, result => Assert.False(string.IsNullOrWhiteSpace(result) || result.StartsWith("Error:", StringComparison.Ordinal), result));
        Assert.Equal(Enumerable.Repeat(kernel.Plugins[plugin].Single().Name, results.Length), _invoked);
    }

    [Fact]
    public async Task InnerRequest_ModelThatCallsAllTheSame_IsNotObeyed()
    {
        // A model that calls whenever it is asked, tools or none, until it sees a result.
        var model = new OtherModel((messages, _) => messages[^1].Role == ChatRole.Tool
            ? new ChatMessage(ChatRole.Assistant, "Done.")
            : new ChatMessage(ChatRole.Assistant, [new Microsoft.Extensions.AI.FunctionCallContent("1", "Solve_solve_task", new Dictionary<string, object?> { ["task"] = "Again." })]));
        var builder = Kernel.CreateBuilder();
        builder.Services.AddSingleton<IChatClient>(_ => model.AsBuilder().UseKernelFunctionInvocation().Build());
        builder.Services.AddSingleton<IFunctionInvocationFilter>(this);
        var kernel = builder.AddReasoningPlugins().Build();

        await kernel.InvokePromptAsync("A task.", new KernelArguments(new PromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() }));

        Assert.Single(_invoked, "solve_task");
        int[] offered = [.. model.Requests.Select(request => request.Options?.Tools?.Count ?? 0)];
        Assert.Equal((5, 5), (offered[0], offered[^1]));
        Assert.All(offered[1..^1], tools => Assert.Equal(0, tools));
    }

    Task IFunctionInvocationFilter.OnFunctionInvocationAsync(
        Microsoft.SemanticKernel.FunctionInvocationContext context, Func<Microsoft.SemanticKernel.FunctionInvocationContext, Task> next)
    {
        if (context.Function.PluginName is not null)
        {
            _invoked.Add(context.Function.Name);
        }

        return next(context);
    }
}
