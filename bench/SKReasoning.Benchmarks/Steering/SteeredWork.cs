using System.Diagnostics.CodeAnalysis;
using SKReasoning.LocalModel.Decoding;
using SKReasoning.LocalModel.Steering;

namespace SKReasoning.Benchmarks.Steering;

/// <summary>Decodes given tokens one by one with one kind of steering: the same work in every arm.</summary>
internal sealed class SteeredWork : SequenceWork
{
    private readonly int[] _tokens;
    private readonly SteeringKind _kind;
    private readonly AttentionBias _bias;
    private readonly float[] _blended;

    [SetsRequiredMembers]
    public SteeredWork(int[] tokens, int promptTokens, SteeringKind kind, int vocabulary)
    {
        (_tokens, _kind, _blended) = (tokens, kind, new float[vocabulary]);
        Prompt = tokens[..promptTokens];
        MaxNewTokens = tokens.Length - promptTokens;
        TokenRange[] anchors = [new(promptTokens / 4, promptTokens / 2)];
        _bias = new AttentionBias(anchors, kind == SteeringKind.Heads ? new AttentionScaling { Layers = [0, 2, 4, 6, 8], Heads = [0] } : new AttentionScaling());
        if (kind == SteeringKind.Blend)
        {
            Masked = [.. Prompt];
            foreach (var anchor in anchors)
            {
                for (var i = anchor.First; i < anchor.End; i++)
                {
                    Masked[i] = 3;
                }
            }
        }
    }

    public override bool OnLogits(int position, ReadOnlySpan<float> logits, ReadOnlySpan<float> masked)
    {
        if (!masked.IsEmpty)
        {
            AnchorBlend.Mix(logits, masked, AnchorStrength.DefaultBase, BlendForm.Plain, _blended);
        }

        if (position + 1 == _tokens.Length)
        {
            return false;
        }

        Masked?.Add(_tokens[position + 1]);
        return Continue(_tokens[position + 1]);
    }

    public override AttentionBias? BiasOf(int position) => _kind is SteeringKind.Mask or SteeringKind.Heads ? _bias : null;
}
