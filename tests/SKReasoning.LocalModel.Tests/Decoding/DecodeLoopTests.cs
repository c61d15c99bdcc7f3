using SKReasoning.LocalModel.Tests.Capture;

namespace SKReasoning.LocalModel.Tests.Decoding;

public class DecodeLoopTests
{
    [Fact]
    public async Task Submit_WordProblem_IsSolved()
    {
        using var model = BuiltInModel.Load();

        var work = await GreedyWork.RunAsync(model, BuiltInModel.Prompt(model));

        Assert.EndsWith("Answer: 16", work.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FlashAttention.Off)]
    [InlineData(FlashAttention.On)]
    public async Task Submit_WithCapture_LogitsAreBitEqualToPlain(FlashAttention flash)
    {
        // Two models: one that has the prompt in its cache computes the rest of it in another order.
        using var model = BuiltInModel.Load(options => options.FlashAttention = flash);
        using var watched = BuiltInModel.Load(options => options.FlashAttention = flash);
        var prompt = BuiltInModel.Prompt(model);

        var plain = await GreedyWork.RunAsync(model, prompt);
        var captured = await GreedyWork.RunAsync(watched, prompt, new FullObserver());

        Assert.Equal(plain.Written, captured.Written);
        Assert.Equal(plain.Logits, captured.Logits);
    }

    [Fact]
    public async Task Submit_SecondTurnOnCachedPrefix_ShowsTheSameAttentionAsFromScratch()
    {
        using var model = BuiltInModel.Load(options => options.CacheFormat = CacheFormat.F32);
        using var fresh = BuiltInModel.Load(options => options.CacheFormat = CacheFormat.F32);
        var prompt = BuiltInModel.Prompt(model);
        var first = await GreedyWork.RunAsync(model, prompt);
        int[] branch = [.. prompt, .. first.Written[..8]];

        var reused = new FullObserver();
        var scratch = new FullObserver();
        var again = await GreedyWork.RunAsync(model, branch, reused);
        var anew = await GreedyWork.RunAsync(fresh, branch, scratch);

        Assert.Equal(anew.Written, again.Written);
        Assert.Equal(scratch.Attention.Keys.Order(), reused.Attention.Keys.Order());
        foreach (var (key, heads) in scratch.Attention)
        {
            for (var head = 0; head < heads.Length; head++)
            {
                Assert.Equal(heads[head].Length, reused.Attention[key][head].Length);
                Assert.All(heads[head].Zip(reused.Attention[key][head]), pair => Assert.Equal(pair.First, pair.Second, Rounding.AttentionAcrossBatches(1e-5f)));
            }
        }
    }

    [Fact]
    public async Task Submit_ThirtyTwoCallers_AllGetTheirOwnAnswer()
    {
        using var model = BuiltInModel.Load();
        var alone = new Dictionary<int, string>();
        for (var apples = 2; apples < 10; apples++)
        {
            alone[apples] = (await GreedyWork.RunAsync(model, BuiltInModel.Prompt(model, apples))).Text;
        }

        var together = await Task.WhenAll(Enumerable.Range(0, 32).Select(async i =>
        {
            var observer = i % 3 == 0 ? new FullObserver() : null;
            return (Apples: 2 + (i % 8), (await GreedyWork.RunAsync(model, BuiltInModel.Prompt(model, 2 + (i % 8)), observer)).Text);
        }));

        Assert.All(together, result => Assert.Equal(alone[result.Apples], result.Text));
    }

    [Fact]
    public async Task Submit_CancelledAtFiftyMoments_LeavesTheModelUsable()
    {
        using var model = BuiltInModel.Load(options => options.Sequences = 2);
        var prompt = BuiltInModel.Prompt(model);
        var expected = (await GreedyWork.RunAsync(model, prompt)).Text;
        var random = new Random(20260901);

        for (var i = 0; i < 50; i++)
        {
            using var source = new CancellationTokenSource();
            var moment = random.Next(0, 60);
            var work = new GreedyWork(model)
            {
                Prompt = prompt,
                MaxNewTokens = 200,
                CancellationToken = source.Token,
                Observer = i % 2 == 0 ? new FullObserver() : null,
                ObserveFrom = prompt.Length,
                OnToken = count => { if (count == moment) { source.Cancel(); } },
            };
            model.Submit(work);
            if (moment == 0)
            {
                // In the queue, or inside the prefill.
                await source.CancelAsync();
            }

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work.Completion);
        }

        Assert.Equal(expected, (await GreedyWork.RunAsync(model, prompt)).Text);
    }

    [Fact]
    public async Task Submit_CancelledInsidePrefill_OthersGoOn()
    {
        using var model = BuiltInModel.Load(options => options.Sequences = 2);
        var prompt = BuiltInModel.Prompt(model);
        var expected = (await GreedyWork.RunAsync(model, prompt)).Text;
        using var source = new CancellationTokenSource();

        var filler = Enumerable.Repeat(prompt, 20).SelectMany(tokens => tokens).Take(1800).ToArray();
        var cancelled = new GreedyWork(model) { Prompt = filler, MaxNewTokens = 10, CancellationToken = source.Token };
        var other = new GreedyWork(model) { Prompt = prompt, MaxNewTokens = 200, OnToken = count => { if (count == 1) { source.Cancel(); } } };
        model.Submit(other);
        model.Submit(cancelled);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.Completion);
        await other.Completion;
        Assert.Equal(expected, other.Text);
    }

    [Fact]
    public async Task Submit_QueuedRequestsCancelled_LeaveTheRunningOneInPeace()
    {
        using var model = BuiltInModel.Load(options => options.Sequences = 1);
        var prompt = BuiltInModel.Prompt(model);
        var steps = 0;
        var done = false;
        var running = new GreedyWork(model) { Prompt = prompt, MaxNewTokens = 200, OnToken = _ => steps++ };
        model.Submit(running);

        var noise = Task.Run(async () =>
        {
            while (!Volatile.Read(ref done))
            {
                using var source = new CancellationTokenSource();
                var queued = new GreedyWork(model) { Prompt = [5, 6], MaxNewTokens = 1, CancellationToken = source.Token };
                model.Submit(queued);
                await source.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queued.Completion);
            }
        });
        await running.Completion.WaitAsync(TimeSpan.FromMinutes(1));
        Volatile.Write(ref done, true);
        try
        {
            await noise;
        }
        catch (Exception e) when (e is Xunit.Sdk.ThrowsException or Xunit.Sdk.ThrowsAnyException)
        {
            // One that was admitted in the moment when the running one ended has run to its own end.
        }

        Assert.EndsWith("Answer: 16", running.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_CancelledAmongMicroBatches_LeavesTheOthersExact()
    {
        using var model = BuiltInModel.Load(options => (options.Sequences, options.BatchSize, options.MicroBatchSize) = (3, 256, 32));
        var prompt = BuiltInModel.Prompt(model);
        var expected = (await GreedyWork.RunAsync(model, prompt)).Text;
        var filler = Enumerable.Repeat(prompt, 12).SelectMany(tokens => tokens).Take(900).ToArray();
        for (var round = 0; round < 10; round++)
        {
            using var source = new CancellationTokenSource();
            var traced = new GreedyWork(model) { Prompt = prompt, MaxNewTokens = 200, Observer = new FullObserver(), ObserveFrom = prompt.Length };
            var cancelled = new GreedyWork(model) { Prompt = filler, MaxNewTokens = 10, CancellationToken = source.Token };
            model.Submit(traced);
            model.Submit(cancelled);
            source.CancelAfter(TimeSpan.FromMilliseconds(3 * round));

            await Task.WhenAny(cancelled.Completion);
            await traced.Completion;

            Assert.Equal(expected, traced.Text);
        }
    }

    [Fact]
    public async Task ReadAsync_Again_SeesTheLogitsOfEveryToken()
    {
        using var model = BuiltInModel.Load();
        var tokens = BuiltInModel.Prompt(model);
        for (var round = 0; round < 2; round++)
        {
            var positions = new List<int>();

            await model.ReadAsync(tokens, observer: null, (position, _) => positions.Add(position));

            Assert.Equal(Enumerable.Range(0, tokens.Length), positions);
        }
    }

    [Fact]
    public async Task Dispose_WhileOthersTokenise_GivesThemTheTypedError()
    {
        var text = string.Concat(Enumerable.Repeat("Sara has 7 apples. ", 500));
        for (var round = 0; round < 5; round++)
        {
            var model = BuiltInModel.Load();
            var tokenising = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
            {
                for (; ; )
                {
                    model.Tokenize(text);
                }
            })).ToArray();
            await Task.Yield();

            model.Dispose();

            foreach (var task in tokenising)
            {
                await Assert.ThrowsAsync<ObjectDisposedException>(() => task);
            }
        }
    }
}
