using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using SKReasoning.TestKit;

namespace SKReasoning.Plugins.Tests.Documentation;

/// <summary>What docs/plugins.md shows.</summary>
public class PluginsExample(BuiltInModel model) : IClassFixture<BuiltInModel>
{
    private const string Question = BuiltInModel.Question;

    [Fact]
    public void Document_ShowsCompiledCodeOnly()
    {
        Assert.Empty(Examples.Missing("plugins.md", "PluginsExample.cs", out var blocks));
        Assert.Equal(4, blocks);
    }

    [Fact]
    public async Task Registration_AddsFivePlugins()
    {
        var path = BuiltInModelFile.Path;

        var builder = Kernel.CreateBuilder();
        builder.AddLocalModel(path);
        builder.AddReasoningFilters();
        builder.AddReasoningPlugins();
        var kernel = builder.Build();

        // The model may call all of them; an application asks for the ones that it needs.
        var settings = new PromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() };
        var solver = kernel.GetRequiredService<SolvePlugin>();

        Assert.NotNull(settings.FunctionChoiceBehavior);
        Assert.NotNull(solver);
        Assert.Equal(5, kernel.Plugins.Count);
        await ((ServiceProvider)kernel.Services).DisposeAsync();
    }

    [Fact]
    public async Task PlanThenSolve_TellsAnswerAndVerdict()
    {
        IChatClient client = model.Client;

        var plan = await new PlanPlugin(client).PlanAsync(Question);
        var solution = await new SolvePlugin(client).SolveAsync(Question, plan);
        if (solution.Verdict is { Accepted: false } verdict)
        {
            throw new InvalidOperationException($"Not to be acted on: {verdict.Reason}.");
        }

        Assert.Equal("16", solution.Value);
    }

    [Fact]
    public async Task Verify_NamesTheFirstDoubtfulStep()
    {
        IChatClient client = model.Client;
        var lines = new List<string>();

        var verification = await new VerifyPlugin(client).VerifyAsync(Question, "Sara has 7 apples.\n\nTom has 3 times as many apples as Sara, so Tom has 3 * 7 = 22 apples.");
        if (verification.FirstDoubtful is { } index)
        {
            var (step, weakest, _) = verification.Steps[index];
            lines.Add($"Step {index + 1}, at '{weakest.Text}': {step.Text}");
        }

        Assert.Equal(["Step 2, at '2': Tom has 3 times as many apples as Sara, so Tom has 3 * 7 = 22 apples."], lines);
    }

    [Fact]
    public async Task Compare_SaysWhatIsLength()
    {
        IChatClient client = model.Client;

        var comparison = await new ComparePlugin(client).CompareAsync(Question, "Sara has 7 apples.", "Sara has 8 apples.");
        var isWorthTelling = comparison.Preferred is not PreferredAnswer.Neither && !comparison.IsOnlyLength;

        Assert.True(isWorthTelling);
        Assert.Equal(PreferredAnswer.First, comparison.Preferred);
    }
}
