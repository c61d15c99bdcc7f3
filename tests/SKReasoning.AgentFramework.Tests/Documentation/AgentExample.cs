using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using SKReasoning.TestKit;

namespace SKReasoning.AgentFramework.Tests.Documentation;

/// <summary>What docs/agent-framework.md shows.</summary>
public class AgentExample
{
    [Fact]
    public void Document_ShowsCompiledCodeOnly()
    {
        Assert.Empty(Examples.Missing("agent-framework.md", "AgentExample.cs", out var blocks));
        Assert.Equal(2, blocks);
    }

    [Fact]
    public async Task Agent_OfAKernel_TellsItsVerdict()
    {
        var path = BuiltInModelFile.Path;
        var plugin = KernelPluginFactory.CreateFromFunctions("Shop", [KernelFunctionFactory.CreateFromMethod((string item, int quantity) => $"Ordered {quantity} {item}.", "Order", "Orders items.")]);

        var builder = Kernel.CreateBuilder();
        builder.AddLocalModel(path);
        builder.AddReasoningFilters();
        builder.Plugins.Add(plugin);
        var kernel = builder.Build();

        var options = kernel.ToAgentChatOptions();
        options.Instructions = "Think step by step.";
        var agent = new ChatClientAgent(kernel.GetRequiredService<IChatClient>(), new ChatClientAgentOptions { ChatOptions = options })
            .WithReasoning(kernel.GetRequiredService<IReasoningJournal>());

        var journal = agent.GetService<IReasoningJournal>()!;
        var response = await agent.RunAsync("Tom has 3 times as many apples as Sara. Sara has 7 apples. Order as many apples as Tom has.");
        if (response.AdditionalProperties?[TurnReport.AcceptedKey] is false)
        {
            throw new InvalidOperationException($"Not to be acted on: {response.AdditionalProperties[TurnReport.ReasonKey]}.");
        }

        var steps = response.FindReports(journal).SelectMany(report => report.KeptAttempt.Trace.Steps);

        Assert.Contains("21 apples", response.Text, StringComparison.Ordinal);
        Assert.Contains(steps, step => step.Kind == StepKind.ToolCall);
        await ((ServiceProvider)kernel.Services).DisposeAsync();
    }
}
