using SKReasoning.LocalModel.Decoding;

namespace SKReasoning.LocalModel.Tests.Capture;

public class ReducedAttentionTests
{
    private const int PromptTokens = 5;

    [Theory]
    [MemberData(nameof(Golden.Ways), MemberType = typeof(Golden))]
    public async Task Read_SumsAndMeans_EqualThoseOfTheReference(string architecture, CaptureWay way)
    {
        var golden = Golden.Load(architecture);
        using var model = golden.Open(way, options => options.BatchSize = 32);
        var observer = new ReducingObserver(0, PromptTokens, 11, 20, 33);

        await model.ReadAsync(golden.Tokens, observer, onLogits: null);

        observer.AssertEquals(golden, way);
    }

    [Theory]
    [MemberData(nameof(Golden.Ways), MemberType = typeof(Golden))]
    public async Task Decode_StepsThatBeginAndRejoin_EqualThoseOfTheReference(string architecture, CaptureWay way)
    {
        var golden = Golden.Load(architecture);
        using var model = golden.Open(way, options => options.Sequences = 3);
        // Others fill cells between those of the sequence that is looked at.
        var others = new[] { 1, 2 }.Select(seed => new Work([.. golden.Tokens.Reverse()], seed * 3, new ReducingObserver(0, seed * 3)) { Prompt = golden.Tokens[^(seed * 3)..], MaxNewTokens = golden.Tokens.Length }).ToArray();
        Array.ForEach(others, model.Submit);
        var observer = new ReducingObserver(0, PromptTokens);
        var work = new Work(golden.Tokens, PromptTokens, observer) { Prompt = golden.Tokens[..PromptTokens], MaxNewTokens = golden.Tokens.Length };

        model.Submit(work);
        await Task.WhenAll([work.Completion, .. others.Select(other => other.Completion)]);

        observer.AssertEquals(golden, way);
        Assert.True(observer.Rejoined > 0);
    }

    [Theory]
    [InlineData(CaptureWay.InPlace)]
    [InlineData(CaptureWay.InGraph)]
    [InlineData(CaptureWay.FlashAttention)]
    public async Task Read_AStepForEveryToken_EqualsTheReference(CaptureWay way)
    {
        var golden = Golden.Load("llama");
        using var model = golden.Open(way);
        var observer = new ReducingObserver([.. Enumerable.Range(0, golden.Tokens.Length)]);

        await model.ReadAsync(golden.Tokens, observer, onLogits: null);

        observer.AssertEquals(golden, way);
    }

    [Theory]
    [InlineData(CaptureWay.InGraph)]
    [InlineData(CaptureWay.FlashAttention)]
    public async Task Decode_LayersWantedInTurn_ShowEachWhatItAskedFor(CaptureWay way)
    {
        var golden = Golden.Load("llama");
        using var model = golden.Open(way);
        for (var round = 0; round < 3; round++)
        {
            var layer = round % golden.Attention.Length;
            var observer = new ReducingObserver(0, PromptTokens) { OnlyLayer = layer };
            var work = new Work(golden.Tokens, PromptTokens, observer) { Prompt = golden.Tokens[..PromptTokens], MaxNewTokens = golden.Tokens.Length };
            model.Submit(work);
            await work.Completion;

            observer.AssertEquals(golden, way);
        }
    }

    /// <summary>Decodes a given text token by token; every fifth token begins a step, which some tokens later is joined to the one before it.</summary>
    private sealed class Work : SequenceWork
    {
        private readonly int[] _tokens;
        private readonly int _prompt;
        private readonly ReducingObserver _observer;

        [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
        public Work(int[] tokens, int prompt, ReducingObserver observer)
        {
            (_tokens, _prompt, _observer) = (tokens, prompt, observer);
            Prompt = tokens[..prompt];
            MaxNewTokens = tokens.Length;
            Observer = observer;
        }

        public override bool OnLogits(int position, ReadOnlySpan<float> logits, ReadOnlySpan<float> masked)
        {
            var next = position + 1;
            if (next >= _prompt && next % 5 == 0)
            {
                _observer.Begin(next);
            }
            else if (next > _prompt && next % 10 == 7)
            {
                _observer.Rejoin();
            }

            return next < _tokens.Length && Continue(_tokens[next]);
        }
    }

    /// <summary>Takes sums and means, and checks them against rows.</summary>
    private sealed class ReducingObserver(params int[] starts) : ITokenObserver
    {
        private readonly List<int> _starts = [.. starts];
        private readonly Dictionary<int, List<(TokenRange Queries, int[] Starts, float[][] Sums)>> _sums = [];
        private readonly Dictionary<(int Layer, int Query), float[]> _means = [];

        public int? OnlyLayer { get; init; }

        public int Rejoined { get; private set; }

        public IReadOnlyList<int> StepStarts => _starts;

        public void Begin(int position)
        {
            if (_starts[^1] < position)
            {
                _starts.Add(position);
            }
        }

        public void Rejoin()
        {
            if (_starts.Count > 2)
            {
                _starts.RemoveAt(_starts.Count - 1);
                Rejoined++;
            }
        }

        public AttentionForms WantsAttention(int layer)
            => OnlyLayer is { } only && only != layer ? AttentionForms.None : AttentionForms.StepSums | (layer == 0 || OnlyLayer is not null ? AttentionForms.HeadMean : 0);

        public bool WantsHidden(int layer) => false;

        public void OnStepSums(int layer, TokenRange queries, StepSums sums)
        {
            var heads = new float[sums.Heads][];
            for (var head = 0; head < heads.Length; head++)
            {
                heads[head] = sums.Head(head).ToArray();
            }

            if (!_sums.TryGetValue(layer, out var ofLayer))
            {
                _sums.Add(layer, ofLayer = []);
            }

            ofLayer.Add((queries, [.. _starts], heads));
        }

        public void OnHeadMean(int layer, int query, ReadOnlySpan<float> weights) => _means[(layer, query)] = weights.ToArray();

        public void AssertEquals(Golden golden, CaptureWay way)
        {
            var tolerance = golden.Tolerance(way).Attention;
            for (var layer = 0; layer < golden.Attention.Length; layer++)
            {
                if (OnlyLayer is { } only && only != layer)
                {
                    continue;
                }

                Assert.Equal(Enumerable.Range(0, golden.Tokens.Length), _sums[layer].SelectMany(sums => Enumerable.Range(sums.Queries.First, sums.Queries.Count)));
                _sums[layer].ForEach(sums => AssertSums(golden.Attention[layer], sums.Queries, sums.Starts, sums.Sums, tolerance));
                for (var query = 0; query < golden.Tokens.Length; query++)
                {
                    if (WantsAttention(layer).HasFlag(AttentionForms.HeadMean))
                    {
                        var mean = _means[(layer, query)];
                        Assert.Equal(query + 1, mean.Length);
                        Assert.All(mean, (value, key) => Assert.Equal(golden.Attention[layer].Average(head => head[query][key]), value, tolerance));
                    }
                }
            }
        }

        private static void AssertSums(float[][][] heads, TokenRange queries, int[] starts, float[][] sums, float tolerance)
        {
            int[] begun = [.. starts.Where(start => start <= queries.First)];
            Assert.DoesNotContain(starts, start => start > queries.First && start < queries.End);
            for (var head = 0; head < heads.Length; head++)
            {
                Assert.Equal(begun.Length, sums[head].Length);
                for (var step = 0; step < begun.Length; step++)
                {
                    var end = step + 1 < begun.Length ? begun[step + 1] : queries.End;
                    var expected = heads[head][queries.First..queries.End].Sum(row => row[begun[step]..end].Sum());
                    Assert.Equal(expected, sums[head][step], tolerance * queries.Count * (end - begun[step]));
                }
            }
        }
    }
}
