using SKReasoning.LocalModel.Tests.Capture;

namespace SKReasoning.LocalModel.Tests.Decoding;

public class DecodeLoopFailureTests
{
    [Fact]
    public async Task Submit_ObserverThrows_FailsOnlyItsOwnSequence()
    {
        using var model = BuiltInModel.Load();
        var prompt = BuiltInModel.Prompt(model);
        var observer = new FullObserver();
        var healthy = new GreedyWork(model) { Prompt = prompt, MaxNewTokens = 200, Observer = observer, ObserveFrom = prompt.Length };
        var failing = new GreedyWork(model) { Prompt = prompt, MaxNewTokens = 200, Observer = new Throwing(prompt.Length + 3), ObserveFrom = prompt.Length };
        model.Submit(healthy);
        model.Submit(failing);

        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => failing.Completion);
        await healthy.Completion;
        Assert.EndsWith("Answer: 16", healthy.Text, StringComparison.Ordinal);
        Assert.Equal(model.Shape.Layers * healthy.Written.Count, observer.Attention.Count(row => row.Key.Query >= prompt.Length));
    }

    [Fact]
    public async Task Submit_WorkThrows_FailsOnlyItsOwnSequence()
    {
        using var model = BuiltInModel.Load();
        var prompt = BuiltInModel.Prompt(model);
        var healthy = new GreedyWork(model) { Prompt = prompt, MaxNewTokens = 200 };
        var failing = new GreedyWork(model) { Prompt = prompt, MaxNewTokens = 200, OnToken = count => throw new InvalidTimeZoneException("planted") };
        model.Submit(healthy);
        model.Submit(failing);

        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => failing.Completion);
        await healthy.Completion;
        Assert.EndsWith("Answer: 16", healthy.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Submit_PromptLongerThanContext_Throws()
    {
        using var model = BuiltInModel.Load(options => options.ContextLength = 256);
        var work = new GreedyWork(model) { Prompt = new int[256], MaxNewTokens = 1 };

        var error = Assert.Throws<ContextOverflowException>(() => model.Submit(work));

        Assert.Equal((256, 256), (error.PromptTokens, error.ContextLength));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2048)]
    public void Submit_TokenOutsideVocabulary_Throws(int token)
    {
        using var model = BuiltInModel.Load();

        Assert.Throws<ArgumentException>(() => model.Submit(new GreedyWork(model) { Prompt = [5, token], MaxNewTokens = 1 }));
    }

    [Fact]
    public async Task Submit_QueueFull_Throws()
    {
        using var model = BuiltInModel.Load(options => (options.Sequences, options.QueueLimit) = (1, 2));
        var prompt = BuiltInModel.Prompt(model);
        using var gate = new ManualResetEventSlim();
        var running = new GreedyWork(model) { Prompt = prompt, MaxNewTokens = 200, OnToken = _ => gate.Wait() };
        model.Submit(running);
        var waiting = new List<GreedyWork>();

        var error = Assert.Throws<ModelBusyException>(() =>
        {
            // The first is admitted sooner or later; of those behind it, two may wait.
            for (var i = 0; i < 4; i++)
            {
                var next = new GreedyWork(model) { Prompt = prompt, MaxNewTokens = 5 };
                model.Submit(next);
                waiting.Add(next);
            }
        });

        gate.Set();
        await Task.WhenAll([running.Completion, .. waiting.Select(work => work.Completion)]);
        Assert.Contains("QueueLimit", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispose_WhileDecoding_FailsTheRequests()
    {
        var model = BuiltInModel.Load(options => options.Sequences = 1);
        var prompt = BuiltInModel.Prompt(model);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = new GreedyWork(model) { Prompt = prompt, MaxNewTokens = 1000, OnToken = _ => started.TrySetResult() };
        var waiting = new GreedyWork(model) { Prompt = prompt, MaxNewTokens = 1000 };
        model.Submit(running);
        model.Submit(waiting);
        await started.Task;

        model.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting.Completion);
        Assert.True(running.Completion.IsCompleted);
        Assert.Throws<ObjectDisposedException>(() => model.Submit(new GreedyWork(model) { Prompt = prompt, MaxNewTokens = 1 }));
    }

    private sealed class Throwing(int at) : ITokenObserver
    {
        public AttentionForms WantsAttention(int layer) => AttentionForms.Rows;

        public bool WantsHidden(int layer) => false;

        public void OnAttention(int layer, int query, AttentionRows rows)
        {
            if (query == at)
            {
                throw new InvalidTimeZoneException("planted");
            }
        }

        public void OnHidden(int layer, int position, ReadOnlySpan<float> state)
        {
        }
    }
}
