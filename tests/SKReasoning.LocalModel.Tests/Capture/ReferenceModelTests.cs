using SKReasoning.LocalModel.Decoding;

namespace SKReasoning.LocalModel.Tests.Capture;

public class ReferenceModelTests
{
    [Theory]
    [MemberData(nameof(Golden.Ways), MemberType = typeof(Golden))]
    public async Task ReadAsync_WholeText_EqualsReference(string architecture, CaptureWay way)
    {
        var golden = Golden.Load(architecture);
        using var model = golden.Open(way);

        await AssertReadsReference(model, golden, way);
    }

    [Theory]
    [MemberData(nameof(Golden.Ways), MemberType = typeof(Golden))]
    public async Task ReadAsync_SeveralMicroBatches_EqualsReference(string architecture, CaptureWay way)
    {
        var golden = Golden.Load(architecture);
        using var model = golden.Open(way, options => (options.BatchSize, options.MicroBatchSize) = (64, 16));

        await AssertReadsReference(model, golden, way);
    }

    [Theory]
    [MemberData(nameof(Golden.Ways), MemberType = typeof(Golden))]
    public async Task ReadAsync_SeveralSteps_EqualsReference(string architecture, CaptureWay way)
    {
        var golden = Golden.Load(architecture);
        using var model = golden.Open(way, options => options.BatchSize = 16);

        await AssertReadsReference(model, golden, way);
    }

    [Theory]
    [MemberData(nameof(Golden.Ways), MemberType = typeof(Golden))]
    public async Task Decode_TokenByToken_EqualsReference(string architecture, CaptureWay way)
    {
        var golden = Golden.Load(architecture);
        using var model = golden.Open(way);

        await AssertDecodesReference(model, golden, way);
    }

    [Theory]
    [MemberData(nameof(Golden.Ways), MemberType = typeof(Golden))]
    public async Task Decode_AfterRewind_EqualsReference(string architecture, CaptureWay way)
    {
        const int Kept = 20;
        var golden = Golden.Load(architecture);
        using var model = golden.Open(way, options => options.Sequences = 2);

        // The first text is cut back to its first tokens, and the second fills some of the cells behind them, so that the rest scatters.
        await model.ReadAsync([.. golden.Tokens[..Kept], .. golden.Tokens[..12].Reverse()], observer: null, onLogits: null);
        await model.ReadAsync(golden.Tokens[..Kept], observer: null, onLogits: null);
        var filler = Scripted([.. golden.Tokens.Reverse()], promptTokens: 9, new FullObserver());
        model.Submit(filler);
        var observer = new FullObserver();
        var work = new ScriptedWork(golden.Tokens, promptTokens: Kept + 1)
        {
            Prompt = golden.Tokens[..(Kept + 1)],
            MaxNewTokens = golden.Tokens.Length,
            Observer = observer,
            ObserveFrom = Kept,
        };
        model.Submit(work);
        await Task.WhenAll(filler.Completion, work.Completion);

        Assert.Equal(Kept, work.ReusedTokens);
        AssertEquals(golden, way, observer, work.Rows, from: Kept);
    }

    [Theory]
    [MemberData(nameof(Golden.Ways), MemberType = typeof(Golden))]
    public async Task Decode_BesideOtherSequence_EqualsReference(string architecture, CaptureWay way)
    {
        var golden = Golden.Load(architecture);
        using var model = golden.Open(way);
        int[] masked = [.. golden.Root.GetProperty("spa").GetProperty("masked_ids").EnumerateArray().Select(id => id.GetInt32())];

        var other = Scripted(masked, promptTokens: 3, new FullObserver());
        model.Submit(other);
        await AssertDecodesReference(model, golden, way);
        await other.Completion;

        AssertClose([.. golden.Root.GetProperty("spa").GetProperty("masked").EnumerateArray().Select(v => v.GetSingle())], other.Rows[masked.Length - 1], golden.Tolerance(way).Logits);
    }

    private static ScriptedWork Scripted(int[] tokens, int promptTokens, FullObserver observer)
        => new(tokens, promptTokens) { Prompt = tokens[..promptTokens], MaxNewTokens = tokens.Length, Observer = observer };

    private static async Task AssertReadsReference(LlamaModel model, Golden golden, CaptureWay way)
    {
        var observer = new FullObserver();
        var rows = new Dictionary<int, float[]>();
        await model.ReadAsync(golden.Tokens, observer, (position, logits) => rows[position] = logits.ToArray());
        AssertEquals(golden, way, observer, rows);
    }

    private static async Task AssertDecodesReference(LlamaModel model, Golden golden, CaptureWay way)
    {
        // The observer wants the prompt too, so nothing of a cached prefix is reused: it is observed again.
        var observer = new FullObserver();
        var work = Scripted(golden.Tokens, promptTokens: 5, observer);
        model.Submit(work);
        await work.Completion;
        AssertEquals(golden, way, observer, work.Rows);
    }

    private static void AssertEquals(Golden golden, CaptureWay way, FullObserver observer, Dictionary<int, float[]> rows, int from = 0)
    {
        var tolerance = golden.Tolerance(way);
        for (var layer = 0; layer < golden.Attention.Length; layer++)
        {
            for (var query = from; query < golden.Tokens.Length; query++)
            {
                for (var head = 0; head < golden.Attention[layer].Length; head++)
                {
                    AssertClose(golden.Attention[layer][head][query].AsSpan(0, query + 1), observer.Attention[(layer, query)][head], tolerance.Attention);
                }

                // Not every decode computes the last layer's state of every prompt token.
                if (observer.Hidden.TryGetValue((layer, query), out var hidden))
                {
                    AssertClose(golden.Hidden[layer][query], hidden, tolerance.Hidden);
                }
            }

            Assert.True(observer.Hidden.ContainsKey((layer, golden.Tokens.Length - 1)));
        }

        for (var i = 0; i < golden.Logits.Length; i++)
        {
            AssertClose(golden.Logits[i], rows[golden.LogitPositions[i]], tolerance.Logits);
        }
    }

    private static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, float tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], tolerance);
        }
    }

    /// <summary>Decodes a given text token by token, as if each token had been sampled.</summary>
    private sealed class ScriptedWork(int[] tokens, int promptTokens) : SequenceWork
    {
        public Dictionary<int, float[]> Rows { get; } = [];

        public override bool OnLogits(int position, ReadOnlySpan<float> logits, ReadOnlySpan<float> masked)
        {
            Assert.True(position >= promptTokens - 1);
            Rows[position] = logits.ToArray();
            return position + 1 < tokens.Length && Continue(tokens[position + 1]);
        }
    }
}
