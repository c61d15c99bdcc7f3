using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace SKReasoning.Filters.Tests;

public class ConcurrencyTests
{
    [Fact]
    public async Task ChatService_ThirtyTwoCallers_EachOrdersItsOwn()
    {
        await using var kernel = new FilteredKernel();

        await Task.WhenAll(Enumerable.Range(0, 32).Select(async i =>
        {
            var history = new ChatHistory(FilteredKernel.System);
            history.AddUserMessage(FilteredKernel.Order.Replace("has 7", $"has {2 + (i % 8)}", StringComparison.Ordinal));
            await kernel.Chat.GetChatMessageContentAsync(history, FilteredKernel.Settings, kernel.Kernel);
        }));

        Assert.Equal(Enumerable.Range(0, 32).Select(i => 3 * (2 + (i % 8))).Order(), kernel.Orders.Select(order => order.Quantity).Order());
    }

    [Fact]
    public async Task ChatService_ToolCallsTheModelAgain_DoesNotWaitForItself()
    {
        await using var kernel = new FilteredKernel(sequences: 1);
        string? inner = null;
        kernel.OnOrder = async () => inner = (await kernel.Kernel.InvokePromptAsync("Hello")).ToString();

        await kernel.Chat.GetChatMessageContentAsync(FilteredKernel.History, FilteredKernel.Settings, kernel.Kernel).WaitAsync(TimeSpan.FromMinutes(2));

        Assert.NotEmpty(inner!);
        Assert.Single(kernel.Orders);
    }

    [Fact]
    public async Task ChatService_CancelledAtEveryEvent_NeverOrdersTwice()
    {
        // The tool may run before the cancellation is seen; what must not happen is that it runs again, or that the model is stuck.
        using var source = new ResettableCancellation();
        await using var kernel = new FilteredKernel(options => options.Progress = source);
        for (var moment = 1; moment <= 12; moment++)
        {
            source.Reset(moment);
            kernel.Orders.Clear();
            try
            {
                await kernel.Chat.GetChatMessageContentAsync(FilteredKernel.History, FilteredKernel.Settings, kernel.Kernel, source.Token);
            }
            catch (OperationCanceledException)
            {
            }

            Assert.True(kernel.Orders.Count <= 1);
        }

        source.Reset(int.MaxValue);
        kernel.Orders.Clear();
        await kernel.Chat.GetChatMessageContentAsync(FilteredKernel.History, FilteredKernel.Settings, kernel.Kernel, source.Token);
        Assert.Equal([("apples", 21)], kernel.Orders);
    }

    /// <summary>Cancels at the n-th event of a reply.</summary>
    private sealed class ResettableCancellation : IProgress<ReasoningEvent>, IDisposable
    {
        private CancellationTokenSource _source = new();
        private int _left;

        public CancellationToken Token => _source.Token;

        public void Reset(int moment)
        {
            _source.Dispose();
            _source = new CancellationTokenSource();
            _left = moment;
        }

        public void Report(ReasoningEvent value)
        {
            if (--_left == 0)
            {
                _source.Cancel();
            }
        }

        public void Dispose() => _source.Dispose();
    }
}
