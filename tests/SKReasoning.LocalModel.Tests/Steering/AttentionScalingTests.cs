using SKReasoning.LocalModel.Decoding;
using SKReasoning.LocalModel.Steering;
using SKReasoning.LocalModel.Tests.Capture;

namespace SKReasoning.LocalModel.Tests.Steering;

public class AttentionScalingTests
{
    private static readonly TokenRange[] s_keys = [new(2, 4), new(9, 1)];

    [Theory]
    [MemberData(nameof(Golden.Architectures), MemberType = typeof(Golden))]
    public async Task Decode_AllHeadsThroughTheMask_EqualsEachHeadRewritten(string architecture)
    {
        var golden = Golden.Load(architecture);
        var all = Enumerable.Range(0, golden.Attention[0].Length).ToArray();

        var mask = await RunAsync(golden, new AttentionScaling { Factor = 3 });
        var rewritten = await RunAsync(golden, new AttentionScaling { Factor = 3, Heads = [.. all] });
        var plain = await RunAsync(golden, scaling: null);

        Assert.True(Largest(mask.Last, plain.Last) > 1e-2, "Scaling changed nothing.");
        Assert.True(Largest(mask.Last, rewritten.Last) < Rounding.Logits(2e-4f), $"The two ways differ by {Largest(mask.Last, rewritten.Last)}.");
    }

    [Theory]
    [MemberData(nameof(Golden.Ways), MemberType = typeof(Golden))]
    public async Task Decode_FirstLayer_ShowsWeightsScaledAndRenormalised(string architecture, CaptureWay way)
    {
        var golden = Golden.Load(architecture);
        using var model = golden.Open(way);

        var scaled = await RunAsync(golden, new AttentionScaling { Factor = 3 }, model);

        // Only the first layer sees the same scores as the reference does.
        for (var query = PromptTokens - 1; query < golden.Tokens.Length; query++)
        {
            for (var head = 0; head < golden.Attention[0].Length; head++)
            {
                var expected = golden.Attention[0][head][query].Select((weight, key) => s_keys.Any(range => key >= range.First && key < range.End) ? 3 * weight : weight).ToArray();
                var sum = expected.Sum();
                var actual = scaled.Rows.Attention[(0, query)][head];
                for (var key = 0; key <= query; key++)
                {
                    Assert.Equal(expected[key] / sum, actual[key], Rounding.Attention(way == CaptureWay.FlashAttention ? 2e-3f : 3e-4f));
                }
            }
        }
    }

    [Fact]
    public async Task Decode_ChosenHeadBesideFlashAttention_SaysWhatToDo()
    {
        var golden = Golden.Load("llama");
        using var model = golden.Open(CaptureWay.FlashAttention);

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(golden, new AttentionScaling { Factor = 3, Heads = [1] }, model));

        Assert.Contains("FlashAttention = Off", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Decode_OverlappingKeys_CountOnce()
    {
        var golden = Golden.Load("llama");
        TokenRange[] overlapping = [.. s_keys, .. s_keys];

        var once = await RunAsync(golden, new AttentionScaling { Factor = 3 });
        var mask = await RunAsync(golden, new AttentionScaling { Factor = 3 }, keys: overlapping);
        var weights = await RunAsync(golden, new AttentionScaling { Factor = 3, Heads = [.. Enumerable.Range(0, golden.Attention[0].Length)] }, keys: overlapping);

        Assert.True(Largest(once.Last, mask.Last) < 1e-5);
        Assert.True(Largest(once.Last, weights.Last) < Rounding.Logits(2e-4f));
    }

    [Fact]
    public async Task Decode_ChosenHead_LeavesTheOthersAlone()
    {
        var golden = Golden.Load("llama");
        var query = golden.Tokens.Length - 1;

        var scaled = await RunAsync(golden, new AttentionScaling { Factor = 3, Layers = [0], Heads = [1] });

        for (var head = 0; head < golden.Attention[0].Length; head++)
        {
            var difference = Largest(golden.Attention[0][head][query][..(query + 1)], scaled.Rows.Attention[(0, query)][head]);
            Assert.Equal(head == 1, difference > Rounding.Attention(1e-3f));
        }
    }

    [Fact]
    public async Task Decode_LeastShare_LiftsLowSharesOnly()
    {
        var golden = Golden.Load("llama");

        var scaled = await RunAsync(golden, new AttentionScaling { LeastShare = 0.4 });

        for (var query = PromptTokens - 1; query < golden.Tokens.Length; query++)
        {
            for (var head = 0; head < golden.Attention[0].Length; head++)
            {
                var before = Share(golden.Attention[0][head][query]);
                var after = Share(scaled.Rows.Attention[(0, query)][head]);

                // log(α / share) on the scores: share · f / (1 + share · (f − 1)) with f = α / share.
                Assert.Equal(before < 0.4 ? 0.4 / (1 + 0.4 - before) : before, after, Rounding.Attention(1e-4f));
            }
        }
    }

    [Fact]
    public async Task Decode_AfterASteeredSequence_NothingOfItIsReused()
    {
        var golden = Golden.Load("llama");
        using var model = golden.Open(CaptureWay.InPlace, options => options.Sequences = 1);
        var plain = await RunAsync(golden, scaling: null, model);

        await RunAsync(golden, new AttentionScaling { Factor = 5 }, model);
        var again = await RunAsync(golden, scaling: null, model);

        Assert.True(Largest(plain.Last, again.Last) < Rounding.Logits(1e-5f));
        Assert.Equal(PromptTokens - 1, again.ReusedTokens);
    }

    [Fact]
    public async Task Decode_BesideOthers_SteersItsOwnSequenceOnly()
    {
        var golden = Golden.Load("llama");
        using var model = golden.Open(CaptureWay.InPlace, options => options.Sequences = 2);

        var runs = await Task.WhenAll(RunAsync(golden, scaling: null, model), RunAsync(golden, new AttentionScaling { Factor = 3 }, model));
        var alone = await RunAsync(golden, new AttentionScaling { Factor = 3 });

        Assert.True(Largest(golden.Logits[^1], runs[0].Last) < Rounding.Logits(1e-4f));
        Assert.True(Largest(alone.Last, runs[1].Last) < Rounding.Logits(1e-4f));
    }

    [Theory]
    [InlineData(256, 0)]
    [InlineData(32, 16)]
    [InlineData(16, 7)]
    public async Task Read_ManyRowsAndMicroBatches_EqualsOneByOne(int batch, int microBatch)
    {
        foreach (var golden in Golden.Architectures.Select(row => Golden.Load(row.Data)))
        {
            int[] all = [.. Enumerable.Range(0, golden.Attention[0].Length)];
            var one = await RunAsync(golden, new AttentionScaling { Factor = 3 });
            using var model = golden.Open(CaptureWay.InPlace, options => (options.BatchSize, options.MicroBatchSize) = (batch, microBatch));

            var mask = await RunAsync(golden, new AttentionScaling { Factor = 3 }, model, golden.Tokens.Length);
            var weights = await RunAsync(golden, new AttentionScaling { Factor = 3, Heads = [.. all] }, model, golden.Tokens.Length);

            Assert.True(Largest(one.Last, mask.Last) < Rounding.Logits(2e-4f));
            Assert.True(Largest(one.Last, weights.Last) < Rounding.Logits(2e-4f));
        }
    }

    private const int PromptTokens = 12;

    private static async Task<SteeredWork> RunAsync(Golden golden, AttentionScaling? scaling, LlamaModel? shared = null, int promptTokens = PromptTokens, TokenRange[]? keys = null)
    {
        var model = shared ?? golden.Open(CaptureWay.InPlace);
        try
        {
            var observer = new FullObserver();
            var work = new SteeredWork(golden.Tokens, scaling, keys ?? s_keys)
            {
                Prompt = golden.Tokens[..promptTokens],
                MaxNewTokens = golden.Tokens.Length,
                SteerFrom = scaling is null ? int.MaxValue : PromptTokens - 1,
                Observer = observer,
                ObserveFrom = PromptTokens - 1,
            };
            model.Submit(work);
            await work.Completion;
            return work;
        }
        finally
        {
            if (shared is null)
            {
                model.Dispose();
            }
        }
    }

    private static double Share(float[] row) => s_keys.Sum(range => Enumerable.Range(range.First, range.Count).Where(key => key < row.Length).Sum(key => (double)row[key]));

    private static float Largest(float[] first, float[] second) => first.Zip(second, (a, b) => Math.Abs(a - b)).Max();

    /// <summary>Decodes a given text with scaled attention.</summary>
    private sealed class SteeredWork(int[] tokens, AttentionScaling? scaling, TokenRange[] keys) : SequenceWork
    {
        public FullObserver Rows => (FullObserver)Observer!;

        public float[] Last { get; private set; } = [];

        public override bool OnLogits(int position, ReadOnlySpan<float> logits, ReadOnlySpan<float> masked)
        {
            Last = logits.ToArray();
            return position + 1 < tokens.Length && Continue(tokens[position + 1]);
        }

        public override AttentionBias? BiasOf(int position) => scaling is null ? null : new AttentionBias(keys, scaling);
    }
}
