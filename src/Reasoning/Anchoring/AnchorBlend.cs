using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace SKReasoning;

/// <summary>Blends logits with those of a sequence whose anchors are masked.</summary>
/// <remarks>
/// Selective prompt anchoring (arXiv 2408.09121): s = l + (ω − 1)(l − a), a first-order step in ω around the influence of the anchors. Plain,
/// it is classifier-free guidance with γ = ω. The modulated form and the clamps follow the published library's behaviour: the difference is
/// weighted by p / max p with p = softmax(l) ≥ 1e-6 and held to ±100, plain differences and results to ±1000. Raw logits of both
/// sequences, not log-probabilities: the modulated form is not invariant to shifts.
/// </remarks>
public static class AnchorBlend
{
    private const double Neutral = 1e-4;
    private const float LeastProbability = 1e-6f;
    private const float MostModulated = 100;
    private const float MostPlain = 1000;

    /// <summary>Blends two rows of logits.</summary>
    /// <param name="logits">l, shape (vocabulary).</param>
    /// <param name="masked">a, shape (vocabulary).</param>
    /// <param name="strength">ω; within 1e-4 of 1 the result is l and within 1e-4 of 0 it is a, untouched.</param>
    /// <param name="form">The form; modulated only where ω is above 1 or below −1, else plain.</param>
    /// <param name="blended">The result, shape (vocabulary); must not overlap the others.</param>
    /// <remarks>Thread-safe. Cost: a few passes over the vocabulary. A NaN in either row counts as 0. −∞ becomes −1000.</remarks>
    /// <exception cref="ArgumentException">The lengths differ, or there are no logits.</exception>
    public static void Mix(ReadOnlySpan<float> logits, ReadOnlySpan<float> masked, double strength, BlendForm form, Span<float> blended)
    {
        if (logits.IsEmpty || logits.Length != masked.Length || logits.Length != blended.Length)
        {
            throw new ArgumentException($"Both rows and the result need the same length, at least 1; they have {logits.Length}, {masked.Length} and {blended.Length}.", nameof(masked));
        }

        if (Math.Abs(strength - 1) < Neutral)
        {
            logits.CopyTo(blended);
            return;
        }

        if (Math.Abs(strength) < Neutral)
        {
            masked.CopyTo(blended);
            return;
        }

        var isModulated = form == BlendForm.Modulated && (strength > 1 || strength < -1);
        var excess = (float)(strength - 1);
        if (isModulated)
        {
            // Weights first: the result's memory holds them until they are used.
            for (var i = 0; i < blended.Length; i++)
            {
                blended[i] = Number(logits[i]);
            }

            TensorPrimitives.SoftMax(blended, blended);
            TensorPrimitives.Max(blended, LeastProbability, blended);
            TensorPrimitives.Multiply(blended, excess / TensorPrimitives.Max<float>(blended), blended);
        }

        Shift(logits, masked, isModulated ? null : excess, blended);
    }

    // A vocabulary has 32 000 tokens and more, and every token of a blended turn comes by here: vectors first, then what is left.
    private static void Shift(ReadOnlySpan<float> logits, ReadOnlySpan<float> masked, float? excess, Span<float> blended)
    {
        var most = excess is null ? MostModulated : MostPlain;
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(logits);
        var maskedVectors = MemoryMarshal.Cast<float, Vector<float>>(masked);
        var result = MemoryMarshal.Cast<float, Vector<float>>(blended);
        for (var i = 0; i < result.Length; i++)
        {
            var l = Number(vectors[i]);
            var weight = excess is { } same ? new Vector<float>(same) : result[i];
            var shift = Number(weight * (l - Number(maskedVectors[i])));
            result[i] = Within(l + Within(shift, most), MostPlain);
        }

        for (var i = result.Length * Vector<float>.Count; i < blended.Length; i++)
        {
            var l = Number(logits[i]);
            var shift = Number((excess ?? blended[i]) * (l - Number(masked[i])));
            blended[i] = Math.Clamp(l + Math.Clamp(shift, -most, most), -MostPlain, MostPlain);
        }
    }

    private static Vector<float> Within(Vector<float> values, float most) => Vector.Min(Vector.Max(values, new Vector<float>(-most)), new Vector<float>(most));

    private static Vector<float> Number(Vector<float> values) => Vector.ConditionalSelect(Vector.Equals(values, values), values, Vector<float>.Zero);

    // Of two infinities there is no difference.
    private static float Number(float value) => float.IsNaN(value) ? 0 : value;
}
