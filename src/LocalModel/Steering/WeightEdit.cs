using System.Numerics.Tensors;
using SKReasoning.LocalModel.Capture;
using SKReasoning.LocalModel.Native;
using Tensor = SKReasoning.LocalModel.Native.Tensor;

namespace SKReasoning.LocalModel.Steering;

/// <summary>Steers chosen heads of chosen layers: rewrites the weights of a softmax that has been computed, before anything uses them.</summary>
/// <remarks>Cuts the graph at every such layer, so it costs more than <see cref="MaskEdit"/>. Belongs to the decode thread.</remarks>
internal sealed unsafe class WeightEdit
{
    private float[] _row = [];

    /// <summary>Whether any of the tokens is steered at the layer in this way.</summary>
    public static bool Wants(ReadOnlySpan<CapturedToken> tokens, int layer)
    {
        foreach (var token in tokens)
        {
            if (token.Bias is { Scaling.IsUniform: false } bias && bias.Scaling.Covers(layer))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Rewrites the weights of a softmax node.</summary>
    /// <param name="node">Shape, innermost first: (cells, tokens, heads, 1).</param>
    /// <param name="tokens">The tokens of the graph.</param>
    /// <param name="layer">The node's layer.</param>
    /// <param name="cacheKind">Which cell map of a token the layer uses.</param>
    public void Apply(Tensor* node, ReadOnlySpan<CapturedToken> tokens, int layer, int cacheKind)
    {
        var (cells, heads) = ((int)node->Ne[0], (int)node->Ne[2]);
        if (_row.Length < cells)
        {
            _row = new float[cells];
        }

        for (var i = 0; i < tokens.Length; i++)
        {
            if (tokens[i].Bias is not { Scaling.IsUniform: false } bias || !bias.Scaling.Covers(layer))
            {
                continue;
            }

            var keyCells = bias.CellsFor(tokens[i], cacheKind);
            for (var head = 0; head < heads; head++)
            {
                if (bias.Scaling.Covers(layer, head))
                {
                    var offset = ((nuint)i * (nuint)node->Nb[1]) + ((nuint)head * (nuint)node->Nb[2]);
                    Rewrite(node, offset, cells, keyCells, bias.Scaling);
                }
            }
        }
    }

    private void Rewrite(Tensor* node, nuint offset, int cells, List<TokenRange> keyCells, AttentionScaling scaling)
    {
        fixed (float* values = _row)
        {
            GgmlNative.ggml_backend_tensor_get(node, values, offset, (nuint)cells * sizeof(float));
            if (Scale(_row.AsSpan(0, cells), keyCells, scaling))
            {
                GgmlNative.ggml_backend_tensor_set(node, values, offset, (nuint)cells * sizeof(float));
            }
        }
    }

    private static bool Scale(Span<float> weights, List<TokenRange> keyCells, AttentionScaling scaling)
    {
        double share = 0;
        foreach (var cells in keyCells)
        {
            share += TensorPrimitives.Sum<float>(weights.Slice(cells.First, cells.Count));
        }

        var factor = scaling.FactorFor(share);
        if (factor == 1 || share <= 0)
        {
            return false;
        }

        foreach (var cells in keyCells)
        {
            var chosen = weights.Slice(cells.First, cells.Count);
            TensorPrimitives.Multiply(chosen, (float)factor, chosen);
        }

        // What an attention sink takes is no column, but it is part of the softmax: it keeps its weight in the sum.
        TensorPrimitives.Divide(weights, (float)(1 + (share * (factor - 1))), weights);
        return true;
    }
}
