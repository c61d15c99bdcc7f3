using System.Text.Json;
using SKReasoning.LocalModel.Decoding;
using SKReasoning.LocalModel.Tests.Capture;

namespace SKReasoning.LocalModel.Tests.Steering;

public class TwoSequenceTests
{
    [Theory]
    [MemberData(nameof(Golden.Architectures), MemberType = typeof(Golden))]
    public async Task Decode_BothSequencesToken_EqualsReference(string architecture)
    {
        var golden = Golden.Load(architecture);
        using var model = golden.Open();

        var work = new PairWork(golden.Tokens, Masked(golden), promptTokens: 12);
        model.Submit(work);
        await work.Completion;

        AssertClose(golden, "plain", work.Last);
        AssertClose(golden, "masked", work.LastMasked);
        var shared = golden.Root.GetProperty("spa").GetProperty("anchor")[0].GetInt32();
        Assert.Equal(golden.Tokens.Length - shared, work.MaskedDecodes);
    }

    [Theory]
    [MemberData(nameof(Golden.Architectures), MemberType = typeof(Golden))]
    public async Task Decode_BothInSmallBatchesBesideOthers_EqualsReference(string architecture)
    {
        var golden = Golden.Load(architecture);
        using var model = golden.Open(options => (options.BatchSize, options.Sequences) = (16, 3));
        var other = new PairWork([.. golden.Tokens.Reverse()], masked: null, promptTokens: 20);
        model.Submit(other);

        var work = new PairWork(golden.Tokens, Masked(golden), promptTokens: golden.Tokens.Length);
        model.Submit(work);
        await Task.WhenAll(work.Completion, other.Completion);

        AssertClose(golden, "plain", work.Last);
        AssertClose(golden, "masked", work.LastMasked);
    }

    [Fact]
    public async Task Decode_MaskedSequenceExchanged_EqualsOneDecodedFromScratch()
    {
        var golden = Golden.Load("llama");
        var masked = Masked(golden);
        using var model = golden.Open(options => options.Sequences = 3);

        // Leaves the reference's masked sequence for one that hides more, and comes back.
        var work = new PairWork(golden.Tokens, masked, promptTokens: 12) { LeaveAt = 20, ReturnAt = 35 };
        model.Submit(work);
        await work.Completion;

        AssertClose(golden, "plain", work.Last);
        AssertClose(golden, "masked", work.LastMasked);
        var shared = golden.Root.GetProperty("spa").GetProperty("anchor")[0].GetInt32();
        Assert.Equal((golden.Tokens.Length - shared) + (PairWork.Hidden + 35 - 20), work.MaskedDecodes);
    }

    [Fact]
    public async Task Decode_MaskedSequenceExchangedWithoutASpareSlot_EqualsOneDecodedFromScratch()
    {
        var golden = Golden.Load("qwen2");
        using var model = golden.Open(options => options.Sequences = 2);

        var work = new PairWork(golden.Tokens, Masked(golden), promptTokens: 12) { LeaveAt = 20, ReturnAt = 35 };
        model.Submit(work);
        await work.Completion;

        AssertClose(golden, "plain", work.Last);
        AssertClose(golden, "masked", work.LastMasked);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Decode_ModelThatCannotRewind_EqualsOneDecodedFromScratch(int sequences)
    {
        var golden = Golden.Load("llama");
        using var model = golden.Open(options => (options.Sequences, options.NeverRewinds) = (sequences, true));

        var work = new PairWork(golden.Tokens, Masked(golden), promptTokens: 12) { LeaveAt = 20, ReturnAt = 35 };
        model.Submit(work);
        await work.Completion;

        AssertClose(golden, "plain", work.Last);
        AssertClose(golden, "masked", work.LastMasked);
    }

    [Fact]
    public void Submit_OneSequenceOnly_SaysWhatIsNeeded()
    {
        var golden = Golden.Load("llama");
        using var model = golden.Open(options => options.Sequences = 1);

        var error = Assert.Throws<ArgumentException>(() => model.Submit(new PairWork(golden.Tokens, Masked(golden), promptTokens: 12)));

        Assert.Contains("Sequences = 1", error.Message, StringComparison.Ordinal);
    }

    private static int[] Masked(Golden golden) => golden.Root.GetProperty("spa").GetProperty("masked_ids").Deserialize<int[]>()!;

    private static void AssertClose(Golden golden, string name, float[] actual)
    {
        var expected = golden.Root.GetProperty("spa").GetProperty(name).Deserialize<float[]>()!;
        var tolerance = golden.Path.Contains("gemma3", StringComparison.Ordinal) ? 1e-3f : 1e-4f;
        tolerance = Rounding.Logits(tolerance);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], tolerance);
        }
    }

    /// <summary>Decodes a given text, and the same text with other tokens in some places beside it.</summary>
    private sealed class PairWork : SequenceWork
    {
        public const int Hidden = 4;

        private readonly int[] _tokens;
        private readonly int[]? _masked;

        [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
        public PairWork(int[] tokens, int[]? masked, int promptTokens)
        {
            (_tokens, _masked) = (tokens, masked);
            Prompt = tokens[..promptTokens];
            MaxNewTokens = tokens.Length;
            Masked = masked?[..promptTokens].ToList();
        }

        public int LeaveAt { get; init; } = -1;

        public int ReturnAt { get; init; } = -1;

        public float[] Last { get; private set; } = [];

        public float[] LastMasked { get; private set; } = [];

        public override bool OnLogits(int position, ReadOnlySpan<float> logits, ReadOnlySpan<float> masked)
        {
            Assert.Equal(_masked is null, masked.IsEmpty);
            (Last, LastMasked) = (logits.ToArray(), masked.ToArray());
            var next = position + 1;
            if (next == _tokens.Length)
            {
                return false;
            }

            Masked?.Add(_masked![next]);
            if (next == LeaveAt)
            {
                List<int> more = [.. Masked!];
                more.RemoveRange(more.Count - Hidden - 1, Hidden);
                more.InsertRange(more.Count - 1, Enumerable.Repeat(1, Hidden));
                SwitchMasked(more, keepsCurrent: true);
            }
            else if (next == ReturnAt)
            {
                SwitchMasked([.. _masked![..(next + 1)]], keepsCurrent: false);
            }

            return Continue(_tokens[next]);
        }
    }
}
