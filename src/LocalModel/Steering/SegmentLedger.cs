using System.Collections.Immutable;
using System.Numerics.Tensors;

namespace SKReasoning.LocalModel.Steering;

/// <summary>Keeps what is known of each segment of a steered turn: strength, confidence, what the blend changed, attention to the anchors.</summary>
/// <remarks>Belongs to the decode thread until the turn has ended.</remarks>
internal sealed class SegmentLedger
{
    private readonly List<Entry> _entries = [];

    /// <summary>Confidence in the current segment.</summary>
    public TokenConfidence Confidence => _entries[^1].Confidence;

    /// <summary>Notes that a segment begins.</summary>
    public void Begin(SegmentKind kind, int step, int firstToken, ImmutableArray<TokenRange> anchors)
    {
        if (_entries.Count > 0 && _entries[^1].First == firstToken)
        {
            _entries.RemoveAt(_entries.Count - 1);
        }

        _entries.Add(new Entry(kind, step, firstToken, anchors));
    }

    /// <summary>Notes a token that the model drew.</summary>
    /// <param name="logProbability">In the sequence that is not masked.</param>
    /// <param name="strength">ω that it was drawn at.</param>
    public void AddDraw(double logProbability, double strength)
    {
        var entry = _entries[^1];
        entry.Confidence.Add(logProbability);
        entry.Strength += strength;
    }

    /// <summary>Notes what a blend did to a distribution.</summary>
    /// <param name="logits">Plain logits.</param>
    /// <param name="blended">Blended logits.</param>
    /// <param name="scratch">Memory of the same length.</param>
    public void AddBlend(ReadOnlySpan<float> logits, ReadOnlySpan<float> blended, Span<float> scratch)
    {
        var entry = _entries[^1];
        entry.Blends++;
        entry.Flips += TensorPrimitives.IndexOfMax(logits) != TensorPrimitives.IndexOfMax(blended) ? 1 : 0;

        // KL(s ‖ l) = Σ p_s (s − l) − ln Z_s + ln Z_l.
        var (logZ, logZPlain) = (LogSum(blended, scratch), LogSum(logits, scratch));
        TensorPrimitives.SoftMax(blended, scratch);
        var sum = 0.0;
        for (var i = 0; i < scratch.Length; i++)
        {
            var difference = blended[i] - logits[i];
            sum += scratch[i] > 0 && float.IsFinite(difference) ? (double)scratch[i] * difference : 0;
        }

        entry.Divergence += Math.Max(0, sum - logZ + logZPlain);
    }

    /// <summary>Notes a row of attention of the token with index <paramref name="token"/> in the turn.</summary>
    public void AddRows(int token, AttentionRows rows)
    {
        if (_entries.FindLast(entry => entry.First <= token) is not { } entry)
        {
            return;
        }

        double share = 0;
        for (var head = 0; head < rows.Heads; head++)
        {
            var row = rows.Head(head);
            foreach (var anchor in entry.Anchors)
            {
                share += anchor.First < row.Length ? TensorPrimitives.Sum(row[anchor.First..Math.Min(anchor.End, row.Length)]) : 0;
            }
        }

        entry.Share += share / rows.Heads;
        entry.Rows++;
    }

    /// <summary>The segments of a turn of <paramref name="tokens"/> tokens.</summary>
    public ImmutableArray<AnchorSegment> Segments(int tokens)
    {
        var segments = ImmutableArray.CreateBuilder<AnchorSegment>(_entries.Count);
        for (var i = 0; i < _entries.Count; i++)
        {
            var (entry, end) = (_entries[i], i + 1 < _entries.Count ? _entries[i + 1].First : tokens);
            if (end > entry.First)
            {
                segments.Add(entry.ToSegment(end - entry.First));
            }
        }

        return segments.ToImmutable();
    }

    private static double LogSum(ReadOnlySpan<float> logits, Span<float> scratch)
    {
        var most = TensorPrimitives.Max(logits);
        TensorPrimitives.Subtract(logits, most, scratch);
        TensorPrimitives.Exp(scratch, scratch);
        return most + Math.Log(TensorPrimitives.Sum<float>(scratch));
    }

    private sealed class Entry(SegmentKind kind, int step, int first, ImmutableArray<TokenRange> anchors)
    {
        public int First { get; } = first;

        public ImmutableArray<TokenRange> Anchors { get; } = anchors;

        public TokenConfidence Confidence { get; } = new();

        public double Strength { get; set; }

        public int Flips { get; set; }

        public int Blends { get; set; }

        public double Divergence { get; set; }

        public double Share { get; set; }

        public int Rows { get; set; }

        public AnchorSegment ToSegment(int tokens) => new(kind, step, First, tokens, Anchors, Confidence.Count == 0 ? double.NaN : Strength / Confidence.Count)
        {
            Confidence = Confidence.Harmonic,
            ArithmeticConfidence = Confidence.Arithmetic,
            GeometricConfidence = Confidence.Geometric,
            AnchorShare = Rows == 0 ? null : Share / Rows,
            Flips = Flips,
            MeanDivergence = Blends == 0 ? 0 : Divergence / Blends,
        };
    }
}
