using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel.ChatCompletion;
using SKReasoning.TestKit;

namespace SKReasoning.Filters.Tests.Tools;

public class OnFailTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rejected_ThenAccepted_ToolRunsOnceAndOnlyThen(bool streaming)
    {
        var ordersWhenJudged = new List<int>();
        FilteredKernel? running = null;
        await using var kernel = running = new FilteredKernel(options =>
        {
            options.Validator = new ScriptedValidator(false, false, true);
            options.Progress = new Listener(value =>
            {
                if (value is ReasoningEvent.AttemptJudged)
                {
                    ordersWhenJudged.Add(running!.Orders.Count);
                }
            });
        });

        await AskAsync(kernel, streaming);

        // Three attempts at the first turn before its tool, then the turn that reads the result.
        Assert.Equal([0, 0, 0, 1], ordersWhenJudged);
        Assert.Single(kernel.Orders);
        Assert.True(kernel.Accepted);
    }

    [Fact]
    public async Task Annotate_NeverAccepted_RunsTheBestAttemptMarked()
    {
        await using var kernel = new FilteredKernel(options => (options.Validator, options.Branch.MaxRetries) = (new ScriptedValidator(false, false), 1));

        await AskAsync(kernel);

        Assert.Single(kernel.Orders);
        Assert.False(kernel.Accepted);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Refuse_NeverAccepted_ToolDoesNotRunAndTheModelIsTold(bool streaming)
    {
        await using var kernel = new FilteredKernel(options => (options.Validator, options.Branch.MaxRetries, options.OnExhausted) = (new ScriptedValidator(false, false), 1, OnFail.Refuse));
        var history = FilteredKernel.History;

        if (streaming)
        {
            await kernel.Chat.GetStreamingChatMessageContentsAsync(history, FilteredKernel.Settings, kernel.Kernel).ToListAsync();
        }
        else
        {
            await kernel.Chat.GetChatMessageContentAsync(history, FilteredKernel.Settings, kernel.Kernel);
        }

        Assert.Empty(kernel.Orders);
        var result = Assert.Single(history.SelectMany(message => message.Items).OfType<Microsoft.SemanticKernel.FunctionResultContent>());
        Assert.StartsWith("Refused: Shop_Order did not run", result.Result?.ToString(), StringComparison.Ordinal);
        Assert.Contains("scripted", result.Result!.ToString()!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuse_AnswerWithoutCalls_IsReplaced()
    {
        await using var kernel = new FilteredKernel(options =>
            (options.Validator, options.Branch.MaxRetries, options.OnExhausted, options.RefusalText) = (new ScriptedValidator(true, false), 0, OnFail.Refuse, "No."));

        var answer = await kernel.Chat.GetChatMessageContentAsync(FilteredKernel.History, FilteredKernel.Settings, kernel.Kernel);

        Assert.Single(kernel.Orders);
        Assert.Equal("No.", answer.Content);
    }

    [Fact]
    public async Task Throw_NeverAccepted_LeavesTheCallAndNoToolRuns()
    {
        await using var kernel = new FilteredKernel(options => (options.Validator, options.Branch.MaxRetries, options.OnExhausted) = (new ScriptedValidator(false), 0, OnFail.Throw));

        var error = await Assert.ThrowsAsync<ReasoningRejectedException>(() => AskAsync(kernel));

        Assert.Empty(kernel.Orders);
        Assert.Same(kernel.Journal.Latest, error.Report);
    }

    [Fact]
    public async Task Refuse_OptionsThatNoFilterSees_DropsTheCall()
    {
        await using var kernel = new FilteredKernel(options => (options.Validator, options.Branch.MaxRetries, options.OnExhausted) = (new ScriptedValidator(false), 0, OnFail.Refuse));
        var client = (IChatClient)kernel.Kernel.Services.GetService(typeof(IChatClient))!;

        // Plain options run the tool without Semantic Kernel's filters.
        var response = await client.GetResponseAsync(
            [new(ChatRole.System, FilteredKernel.System), new(ChatRole.User, FilteredKernel.Order)],
            new ChatOptions { Tools = [.. kernel.Kernel.Plugins.SelectMany(plugin => plugin)], Temperature = 0 });

        Assert.Empty(kernel.Orders);
        Assert.Equal("I could not answer this reliably.", response.Text);
    }

    [Fact]
    public async Task Refuse_KernelWithoutTheFilter_DropsTheCall()
    {
        await using var kernel = new FilteredKernel(options => (options.Validator, options.Branch.MaxRetries, options.OnExhausted) = (new ScriptedValidator(false), 0, OnFail.Refuse));
        var other = new Microsoft.SemanticKernel.Kernel();
        other.Plugins.AddRange(kernel.Kernel.Plugins);

        var answer = await kernel.Chat.GetChatMessageContentAsync(FilteredKernel.History, FilteredKernel.Settings, other);

        Assert.Empty(kernel.Orders);
        Assert.Equal("I could not answer this reliably.", answer.Content);
    }

    [Fact]
    public async Task Refuse_CallsThatTheHostRunsItself_AreDropped()
    {
        await using var kernel = new FilteredKernel(options => (options.Validator, options.Branch.MaxRetries, options.OnExhausted) = (new ScriptedValidator(false), 0, OnFail.Refuse));
        var settings = new Microsoft.SemanticKernel.PromptExecutionSettings { FunctionChoiceBehavior = Microsoft.SemanticKernel.FunctionChoiceBehavior.Auto(autoInvoke: false) };

        var answer = await kernel.Chat.GetChatMessageContentAsync(FilteredKernel.History, settings, kernel.Kernel);

        Assert.Empty(Microsoft.SemanticKernel.FunctionCallContent.GetFunctionCalls(answer));
        Assert.Equal("I could not answer this reliably.", answer.Content);
    }

    private static async Task AskAsync(FilteredKernel kernel, bool streaming = false)
    {
        if (streaming)
        {
            await kernel.Chat.GetStreamingChatMessageContentsAsync(FilteredKernel.History, FilteredKernel.Settings, kernel.Kernel).ToListAsync();
        }
        else
        {
            await kernel.Chat.GetChatMessageContentAsync(FilteredKernel.History, FilteredKernel.Settings, kernel.Kernel);
        }
    }

    private sealed class Listener(Action<ReasoningEvent> listen) : IProgress<ReasoningEvent>
    {
        public void Report(ReasoningEvent value) => listen(value);
    }
}
