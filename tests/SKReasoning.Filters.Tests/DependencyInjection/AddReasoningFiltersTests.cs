using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;
using SKReasoning.TestKit;

namespace SKReasoning.Filters.Tests.DependencyInjection;

public class AddReasoningFiltersTests
{
    [Fact]
    public void Configuration_EveryKindOfOption_IsBound()
    {
        var section = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["OnFail"] = "Reask",
            ["OnExhausted"] = "Refuse",
            ["Branch:MaxRetries"] = "2",
            ["Branch:MaxTime"] = "00:00:05",
            ["Agreement:Samples"] = "5",
            ["Streaming"] = "PassThrough",
            ["SpectralLayers:0"] = "4",
            ["Tools:Bank_Transfer:Verdict"] = "Required",
            ["Tools:Bank_Transfer:OncePerRequest"] = "true",
        }).Build();
        using var services = new ServiceCollection().AddReasoningFilters(section).BuildServiceProvider();

        var options = services.GetRequiredService<ReasoningFilterOptions>();

        Assert.Equal((OnFail.Reask, OnFail.Refuse, StreamingMode.PassThrough), (options.OnFail, options.OnExhausted, options.Streaming));
        Assert.Equal((2, TimeSpan.FromSeconds(5), 5), (options.Branch.MaxRetries, options.Branch.MaxTime, options.Agreement.Samples));
        Assert.Equal([4], options.SpectralLayers);
        Assert.True(options.Tools["Bank_Transfer"] is { Verdict: ToolVerdict.Required, OncePerRequest: true, IsIdempotent: false });
    }

    [Fact]
    public void Configuration_UnknownName_IsAnError()
    {
        var section = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["OnExausted"] = "Refuse" }).Build();
        using var services = new ServiceCollection().AddReasoningFilters(section).BuildServiceProvider();

        var error = Assert.Throws<InvalidOperationException>(() => services.GetRequiredService<ReasoningFilterOptions>());

        Assert.Contains("OnExausted", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_OutOfRange_AreAllNamed()
    {
        using var services = new ServiceCollection()
            .AddReasoningFilters(options => (options.OnExhausted, options.Branch.MaxRetries, options.Agreement.Threshold) = (OnFail.Reask, -1, 2))
            .BuildServiceProvider();

        var error = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IStartupValidator>().Validate());

        Assert.Contains("OnExhausted", error.Message, StringComparison.Ordinal);
        Assert.Contains("MaxRetries", error.Message, StringComparison.Ordinal);
        Assert.Contains("Threshold", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TwoModels_EachIsJudgedOnceByItsOwnOptions()
    {
        var builder = Kernel.CreateBuilder();
        foreach (var id in new[] { "strict", "other" })
        {
            builder.AddLocalModel(BuiltInModelFile.Path, id, options => options.Threads = 1);
        }

        builder.AddReasoningFilters(options => options.OnFail = OnFail.Annotate);
        builder.AddReasoningFilters(options => (options.WeakestToken.Threshold, options.OnFail, options.RefusalText) = (0, OnFail.Refuse, "No."), "strict");
        var kernel = builder.Build();
        await using var services = (ServiceProvider)kernel.Services;

        var strict = await services.GetRequiredKeyedService<IChatClient>("strict").GetResponseAsync("Hello");
        var other = await services.GetRequiredKeyedService<IChatClient>("other").GetResponseAsync("Hello");

        Assert.Equal("No.", strict.Text);
        Assert.NotEqual("No.", other.Text);
        Assert.Equal(2, services.GetRequiredService<IReasoningJournal>().NewestFirst().Count());
    }

    [Fact]
    public void CalledTwice_AddsNothingTwice()
    {
        using var services = new ServiceCollection().AddReasoningFilters().AddReasoningFilters(options => options.Influence = true).BuildServiceProvider();

        Assert.Single(services.GetServices<Func<IChatClient, IServiceProvider, IChatClient>>());
        Assert.Single(services.GetServices<IAutoFunctionInvocationFilter>());
        Assert.True(services.GetRequiredService<ReasoningFilterOptions>().Influence);
    }
}
