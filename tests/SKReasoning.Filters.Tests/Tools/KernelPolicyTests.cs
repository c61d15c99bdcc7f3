using System.ComponentModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using SKReasoning.TestKit;

namespace SKReasoning.Filters.Tests.Tools;

/// <summary>Policies on the methods of a plugin, in Semantic Kernel's tool loop on the built-in model.</summary>
public sealed class KernelPolicyTests
{
    [Theory]
    [InlineData(typeof(GuardedShop), false, false)]
    [InlineData(typeof(GuardedShop), true, true)]
    [InlineData(typeof(OpenShop), false, true)]
    public async Task Attribute_OnTheMethod_DecidesWhetherTheCallRuns(Type shop, bool accepted, bool runs)
    {
        var orders = await AskAsync((Shop)Activator.CreateInstance(shop)!, accepted, times: 1);

        Assert.Equal(runs ? 1 : 0, orders);
    }

    [Fact]
    public async Task RequestMadeAgain_UnderItsId_RunsItsCallOnce()
        => Assert.Equal(1, await AskAsync(new OpenShop(), accepted: true, times: 2));

    private static async Task<int> AskAsync(Shop shop, bool accepted, int times)
    {
        var builder = Kernel.CreateBuilder();
        builder.AddLocalModel(BuiltInModelFile.Path, configure: options => options.Threads = 1);
        builder.AddReasoningFilters(options => (options.OnFail, options.Validator) = (OnFail.Annotate, new ScriptedValidator(accepted)));
        builder.Plugins.AddFromObject(shop, "Shop");
        var kernel = builder.Build();
        await using var services = (ServiceProvider)kernel.Services;
        for (var i = 0; i < times; i++)
        {
            var settings = FilteredKernel.Settings.WithRequestId("one");
            await kernel.GetRequiredService<IChatCompletionService>().GetChatMessageContentAsync(FilteredKernel.History, settings, kernel);
        }

        return shop.Orders;
    }

    private abstract class Shop
    {
        public int Orders { get; protected set; }
    }

    private sealed class GuardedShop : Shop
    {
        [KernelFunction, Description("Orders items."), ToolPolicy(Verdict = ToolVerdict.Required)]
        public string Order(string item, int quantity) => $"Ordered {quantity} {item}{++Orders}.";
    }

    private sealed class OpenShop : Shop
    {
        [KernelFunction, Description("Orders items."), ToolPolicy(Verdict = ToolVerdict.NotNeeded)]
        public string Order(string item, int quantity) => $"Ordered {quantity} {item}{++Orders}.";
    }
}
