namespace SKReasoning.Plugins.Tests.Planning;

public class PlanPluginTests(BuiltInModel model) : IClassFixture<BuiltInModel>
{
    [Theory]
    [InlineData(BuiltInModel.Question)]
    [InlineData("Repaint the kitchen.")]
    public async Task Plan_BuiltInModel_GivesStepsThatReadAsTheSameText(string task)
    {
        var plugin = new PlanPlugin(model.Client, new ReasoningPluginOptions { MaxOutputTokens = 200 });

        var plan = await plugin.PlanAsync(task);

        Assert.NotEmpty(plan.Steps);
        Assert.Equal(plan.ToString(), await plugin.MakePlanAsync(task));
        Assert.StartsWith("1. ", plan.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_NoTask_ThrowsAndSaysSoToTheModel()
    {
        var plugin = new PlanPlugin(model.Client);

        await Assert.ThrowsAsync<ArgumentException>(() => plugin.PlanAsync(" "));
        Assert.Equal("There is no task to plan.", await plugin.MakePlanAsync(" "));
    }

    [Fact]
    public async Task Plan_Cancelled_Throws()
    {
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new PlanPlugin(model.Client).PlanAsync("Anything.", cancel.Token));
    }

    [Fact]
    public void Create_OptionOutOfRange_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new PlanPlugin(model.Client, new ReasoningPluginOptions { MaxOutputTokens = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PlanPlugin(model.Client, new ReasoningPluginOptions { Temperature = -1 }));
        Assert.Throws<ArgumentException>(() => new PlanPlugin(model.Client, new ReasoningPluginOptions { PlanInstructions = "" }));
    }
}
