using SKReasoning.LocalModel.Decoding;

namespace SKReasoning.LocalModel.Tests.Decoding;

public class SharedBatchTests
{
    [Fact]
    public async Task Submit_BesideOthers_WritesTheSameFromLogitsThatAreClose()
    {
        using var alone = BuiltInModel.Load();
        using var shared = BuiltInModel.Load(options => options.Sequences = 8);
        var prompt = BuiltInModel.Prompt(alone);

        var expected = await GreedyWork.RunAsync(alone, prompt);
        var together = await Task.WhenAll(Enumerable.Range(2, 8).Select(apples => GreedyWork.RunAsync(shared, BuiltInModel.Prompt(shared, apples))));

        var same = together[7 - 2];
        Assert.Equal(expected.Written, same.Written);
        var largest = expected.Logits.Zip(same.Logits, (a, b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Max()).Max();
        // Logits reach 20; 8-bit weights round the inputs of a product, and other products are chosen for larger batches.
        Assert.InRange(largest, 0, 0.5f);
    }

    [Fact]
    public async Task Submit_LongPromptBesideOthers_TheyGoOnInEveryStep()
    {
        const int Batch = 32;
        using var model = BuiltInModel.Load(options => (options.Sequences, options.BatchSize) = (3, Batch));
        var filler = Enumerable.Repeat(BuiltInModel.Prompt(model), 20).SelectMany(tokens => tokens).Take(1200).ToArray();
        var running = new[] { new Ticking(5), new Ticking(6) };
        Array.ForEach(running, model.Submit);
        await Task.WhenAll(running.Select(work => work.Started));

        var before = running.Select(work => work.Ticks).ToArray();
        await model.ReadAsync(filler, observer: null, onLogits: null);
        var after = running.Select(work => work.Ticks).ToArray();

        // Every step takes one token of each, and what is left of the batch of the prompt.
        Assert.All(after.Zip(before), pair => Assert.True(pair.First - pair.Second >= filler.Length / Batch, $"Only {pair.First - pair.Second} tokens were written meanwhile."));
        Array.ForEach(running, work => work.Stop());
        await Task.WhenAll(running.Select(work => work.Completion));
    }

    [Fact]
    public async Task Submit_OneThatFails_LeavesTheTextsOfOthers()
    {
        using var model = BuiltInModel.Load();
        var prompt = BuiltInModel.Prompt(model);
        var expected = await GreedyWork.RunAsync(model, prompt);
        var failing = new GreedyWork(model) { Prompt = BuiltInModel.Prompt(model, 9), MaxNewTokens = 200, OnToken = count => { if (count == 5) { throw new InvalidOperationException("planted"); } } };

        model.Submit(failing);
        var other = await GreedyWork.RunAsync(model, prompt);

        Assert.Equal("planted", (await Assert.ThrowsAsync<InvalidOperationException>(() => failing.Completion)).Message);
        Assert.Equal(expected.Text, other.Text);
    }

    /// <summary>Writes the same token until it is stopped.</summary>
    private sealed class Ticking : SequenceWork
    {
        private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile bool _stops;
        private int _ticks;

        [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
        public Ticking(int token) => (Prompt, MaxNewTokens) = ([token, token], 1000);

        public Task Started => _started.Task;

        public int Ticks => Volatile.Read(ref _ticks);

        public void Stop() => _stops = true;

        public override bool OnLogits(int position, ReadOnlySpan<float> logits, ReadOnlySpan<float> masked)
        {
            Interlocked.Increment(ref _ticks);
            _started.TrySetResult();
            return !_stops && Continue(Prompt[0]);
        }
    }
}
