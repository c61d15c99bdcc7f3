using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using SKReasoning.TestKit;
using IChatClient = Microsoft.Extensions.AI.IChatClient;

namespace SKReasoning.Plugins.Tests.DependencyInjection;

public class AddReasoningPluginsTests
{
    private static readonly string[] s_names = ["Compare_compare_answers", "Explain_last_verdict", "Plan_make_plan", "Solve_solve_task", "Verify_check_steps"];

    [Fact]
    public async Task Add_LocalModelAndFilters_EveryFunctionRuns()
    {
        var builder = Kernel.CreateBuilder();
        builder.AddLocalModel(BuiltInModelFile.Path, configure: options => options.Threads = 1).AddReasoningFilters();
        builder.AddReasoningPlugins();
        var kernel = builder.Build();
        await using var services = (ServiceProvider)kernel.Services;

        var plan = await InvokeAsync(kernel, "Plan", "make_plan", ("task", BuiltInModel.Question));
        var solution = await InvokeAsync(kernel, "Solve", "solve_task", ("task", BuiltInModel.Question), ("plan", plan));
        var why = await InvokeAsync(kernel, "Explain", "last_verdict");
        var check = await InvokeAsync(kernel, "Verify", "check_steps", ("question", BuiltInModel.Question), ("reasoning", "Sara has 8 apples."));
        var comparison = await InvokeAsync(kernel, "Compare", "compare_answers", ("question", BuiltInModel.Question), ("first", "Sara has 8 apples."), ("second", "Sara has 7 apples."));

        Assert.StartsWith("1. ", plan, StringComparison.Ordinal);
        Assert.Contains("Answer: 16", solution, StringComparison.Ordinal);
        Assert.Contains("The reasoning was accepted", solution, StringComparison.Ordinal);
        Assert.StartsWith("The turn was accepted", why, StringComparison.Ordinal);
        Assert.EndsWith("The first doubtful step is 1.", check, StringComparison.Ordinal);
        Assert.StartsWith("The second answer is preferred", comparison, StringComparison.Ordinal);
    }

    [Fact]
    public void Add_Twice_AddsNothingTwice()
    {
        var kernel = Kernel.CreateBuilder().AddReasoningPlugins().AddReasoningPlugins("other").Build();

        Assert.Equal(s_names, kernel.Plugins.GetFunctionsMetadata().Select(function => $"{function.PluginName}_{function.Name}").Order(StringComparer.Ordinal));
        Assert.All(kernel.Plugins.GetFunctionsMetadata(), function => Assert.NotEmpty(function.Description));
        Assert.All(kernel.Plugins.GetFunctionsMetadata().SelectMany(function => function.Parameters), parameter => Assert.NotEmpty(parameter.Description));
    }

    [Fact]
    public async Task Add_ServiceId_AsksTheModelOfThatIdWhenItIsFirstNeeded()
    {
        var lookups = 0;
        var builder = Kernel.CreateBuilder();
        builder.Services.AddSingleton<IChatClient>(new OtherModel("Wrong model."));
        builder.Services.AddKeyedSingleton<IChatClient>("right", (_, _) => new OtherModel($"Lookup {++lookups}."));
        var kernel = builder.AddReasoningPlugins("right").Build();
        Assert.Equal(0, lookups);

        var solution = await kernel.GetRequiredService<SolvePlugin>().SolveAsync("A task.");

        Assert.Equal("Lookup 1.", solution.Text);
    }

    [Fact]
    public async Task Add_NoModel_SaysWhatIsMissing()
    {
        var kernel = Kernel.CreateBuilder().AddReasoningPlugins("gone").Build();

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => kernel.GetRequiredService<PlanPlugin>().PlanAsync("A task."));

        Assert.Contains("'gone'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("small")]
    public async Task Add_ValidatorAmongTheServices_Judges(string? key)
    {
        var validator = new ScriptedValidator(false, false);
        var builder = Kernel.CreateBuilder();
        builder.AddLocalModel(BuiltInModelFile.Path, "small", options => options.Threads = 1);
        builder.Services.AddKeyedSingleton<IReasoningValidator>(key, validator);
        var kernel = builder.AddReasoningPlugins("small", options => options.Instructions = "Think.").Build();
        await using var services = (ServiceProvider)kernel.Services;

        var verification = await kernel.GetRequiredService<VerifyPlugin>().VerifyAsync(BuiltInModel.Question, "Sara has 7 apples.");

        Assert.Equal((false, 2), (verification.Verdict.Accepted, validator.Judged));
    }

    [Fact]
    public void Add_OptionOutOfRange_Throws()
        => Assert.Throws<ArgumentOutOfRangeException>(() => Kernel.CreateBuilder().AddReasoningPlugins(configure: options => options.MaxOutputTokens = 0));

    private static async Task<string> InvokeAsync(Kernel kernel, string plugin, string function, params (string Name, object? Value)[] arguments)
        => (await kernel.InvokeAsync<string>(plugin, function, new KernelArguments(arguments.ToDictionary(argument => argument.Name, argument => argument.Value))))!;
}
