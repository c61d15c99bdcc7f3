using SKReasoning.LocalModel.Capture;
using SKReasoning.LocalModel.Native;

namespace SKReasoning.LocalModel.Steering;

/// <summary>Steers all heads of all layers at once: adds the logarithm of the factor to the attention mask before its graph runs.</summary>
/// <remarks>
/// The softmax of scores plus log w is the softmax with its weights multiplied by w and renormalised, so nothing else has to be touched, and
/// the graph is not cut. llama.cpp writes the mask anew for every graph. Belongs to the decode thread.
/// </remarks>
internal sealed unsafe class MaskEdit
{
    private const int TypeF32 = 0;

    private readonly HashSet<nint> _edited = [];
    private float[] _row = [];

    /// <summary>Forgets the masks of the last graph.</summary>
    public void Clear() => _edited.Clear();

    /// <summary>Edits the mask of a softmax node, once for each mask.</summary>
    /// <param name="node">The softmax: its second source is the mask, shape (cells, tokens or more).</param>
    /// <param name="tokens">The tokens of the graph.</param>
    /// <param name="cacheKind">Which cell map of a token the node's layer uses.</param>
    /// <exception cref="NotSupportedException">The mask is of a form that cannot be edited.</exception>
    public void Apply(Tensor* node, ReadOnlySpan<CapturedToken> tokens, int cacheKind)
    {
        if (!Wants(tokens))
        {
            return;
        }

        var mask = node->Source1;
        if (mask == null || mask->Type != TypeF32 || node->MaxBias != 0)
        {
            throw new NotSupportedException("The attention of this model is not masked by 32-bit floats alone, so it cannot be scaled through its mask. Use the logit blend.");
        }

        if (!_edited.Add((nint)mask))
        {
            return;
        }

        var cells = (int)mask->Ne[0];
        if (_row.Length < cells)
        {
            _row = new float[cells];
        }

        for (var i = 0; i < tokens.Length; i++)
        {
            if (tokens[i].Bias is { Scaling.IsUniform: true } bias)
            {
                AddTo(mask, i, tokens[i], bias, cacheKind);
            }
        }
    }

    private static bool Wants(ReadOnlySpan<CapturedToken> tokens)
    {
        foreach (var token in tokens)
        {
            if (token.Bias is { Scaling.IsUniform: true })
            {
                return true;
            }
        }

        return false;
    }

    private void AddTo(Tensor* mask, int row, CapturedToken token, AttentionBias bias, int cacheKind)
    {
        var cells = (nuint)mask->Ne[0];
        var offset = (nuint)row * (nuint)mask->Nb[1];
        var map = token.Cells[cacheKind];
        var addend = (float)Math.Log(bias.Scaling.Factor);
        fixed (float* values = _row)
        {
            GgmlNative.ggml_backend_tensor_get(mask, values, offset, cells * sizeof(float));
            foreach (var keys in bias.Keys)
            {
                for (var position = keys.First; position < Math.Min(keys.End, token.Position + 1); position++)
                {
                    var cell = map.CellOf(position);
                    values[cell] = float.IsNegativeInfinity(values[cell]) ? values[cell] : addend;
                }
            }

            GgmlNative.ggml_backend_tensor_set(mask, values, offset, cells * sizeof(float));
        }
    }
}
