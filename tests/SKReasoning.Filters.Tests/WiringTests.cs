using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using SKReasoning.TestKit;

namespace SKReasoning.Filters.Tests;

/// <summary>Which filters fire on which path: what Semantic Kernel does around a chat client differs from path to path.</summary>
public class WiringTests
{
    private const string Prompt = $"<message role=\"system\">{FilteredKernel.System}</message><message role=\"user\">{FilteredKernel.Order}</message>";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task InvokePrompt_EveryFilterFiresOnce(bool streaming)
    {
        await using var kernel = new FilteredKernel();
        var arguments = new KernelArguments(FilteredKernel.Settings);

        var text = streaming
            ? string.Concat(await kernel.Kernel.InvokePromptStreamingAsync<StreamingKernelContent>(Prompt, arguments).Select(part => part.ToString()).ToListAsync())
            : (await kernel.Kernel.InvokePromptAsync(Prompt, arguments)).ToString();

        Assert.Contains("21 apples", text, StringComparison.Ordinal);
        Assert.Equal(1, kernel.PromptsRendered);
        Assert.Equal(2, kernel.Invoked.Count);
        Assert.Equal("Order", kernel.Invoked[^1]);
        AssertToolRanOnce(kernel);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ChatService_ToolFiltersFireOnce(bool streaming)
    {
        await using var kernel = new FilteredKernel();

        var text = streaming
            ? string.Concat(await kernel.Chat.GetStreamingChatMessageContentsAsync(FilteredKernel.History, FilteredKernel.Settings, kernel.Kernel).Select(part => part.Content).ToListAsync())
            : (await kernel.Chat.GetChatMessageContentAsync(FilteredKernel.History, FilteredKernel.Settings, kernel.Kernel)).Content;

        Assert.Contains("21 apples", text!, StringComparison.Ordinal);
        Assert.Equal(["Order"], kernel.Invoked);
        AssertToolRanOnce(kernel);
    }

    [Fact]
    public async Task ChatService_AnswersByServiceId()
    {
        var builder = Kernel.CreateBuilder();
        builder.AddLocalModel(BuiltInModelFile.Path, serviceId: "small", configure: options => options.Threads = 1);
        var kernel = builder.Build();

        var answer = await kernel.GetRequiredService<IChatCompletionService>("small").GetChatMessageContentAsync("Hello");

        Assert.NotEmpty(answer.Content!);
        await ((IAsyncDisposable)kernel.Services).DisposeAsync();
    }

    [Fact]
    public async Task ChatService_LastMessage_CarriesTheVerdictAndNoObjects()
    {
        await using var kernel = new FilteredKernel();

        var answer = await kernel.Chat.GetChatMessageContentAsync(FilteredKernel.History, FilteredKernel.Settings, kernel.Kernel);

        Assert.Equal(true, answer.Metadata![TurnReport.AcceptedKey]);
        var report = kernel.Journal.Find(Assert.IsType<string>(answer.Metadata[TurnReport.MetadataKey]));
        Assert.Same(kernel.Journal.Latest, report);
        Assert.DoesNotContain(answer.Metadata.Values, value => value is ReasoningTrace or IReadOnlyList<ReasoningStep>);
    }

    private static void AssertToolRanOnce(FilteredKernel kernel)
    {
        Assert.Equal(["Order"], kernel.AutoInvoked);
        Assert.Equal([("apples", 21)], kernel.Orders);
        Assert.True(kernel.Accepted);
    }
}
