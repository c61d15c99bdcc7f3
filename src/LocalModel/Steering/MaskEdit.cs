using System.Numerics.Tensors;
using SKReasoning.LocalModel.Capture;
using SKReasoning.LocalModel.Native;
using Tensor = SKReasoning.LocalModel.Native.Tensor;

namespace SKReasoning.LocalModel.Steering;

/// <summary>Steers all heads of all layers at once: adds the logarithm of the factor to the attention mask before its graph runs.</summary>
/// <remarks>
/// The softmax of scores plus log w is the softmax with its weights multiplied by w and renormalised, so nothing else has to be touched, and
/// the graph is not cut. llama.cpp writes the mask anew for every graph. Belongs to the decode thread.
/// </remarks>
internal sealed unsafe class MaskEdit
{
    private const int TypeF32 = 0;
    private const int TypeF16 = 1;

    private readonly HashSet<nint> _edited = [];
    private float[] _row = [];
    private Half[] _halves = [];

    /// <summary>Forgets the masks of the last graph.</summary>
    public void Clear() => _edited.Clear();

    /// <summary>Edits the mask of an attention node, once for each mask.</summary>
    /// <param name="mask">Shape, innermost first: (cells, tokens or more); 32-bit floats, or 16-bit ones with flash attention.</param>
    /// <param name="maxBias">The node's ALiBi slope, 0 without.</param>
    /// <param name="tokens">The tokens of the graph.</param>
    /// <param name="cacheKind">Which cell map of a token the node's layer uses.</param>
    /// <exception cref="NotSupportedException">The mask is of a form that cannot be edited.</exception>
    public void Apply(Tensor* mask, float maxBias, ReadOnlySpan<CapturedToken> tokens, int cacheKind)
    {
        if (!Wants(tokens))
        {
            return;
        }

        if (mask == null || mask->Type is not (TypeF32 or TypeF16) || maxBias != 0)
        {
            throw new NotSupportedException("The attention of this model is not masked by floats alone, so it cannot be scaled through its mask. Use the logit blend.");
        }

        if (!_edited.Add((nint)mask))
        {
            return;
        }

        var cells = (int)mask->Ne[0];
        if (_row.Length < cells)
        {
            _row = new float[cells];
            _halves = new Half[cells];
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
        var cells = (int)mask->Ne[0];
        var values = _row.AsSpan(0, cells);
        Read(mask, row, values);
        var addend = (float)Math.Log(bias.Scaling.Factor);
        foreach (var cellRun in bias.CellsFor(token, cacheKind))
        {
            foreach (ref var value in values.Slice(cellRun.First, cellRun.Count))
            {
                // Hidden keys stay hidden. Set, not added: a GPU may get a copy of the mask that was edited already.
                value = float.IsNegativeInfinity(value) ? value : addend;
            }
        }

        Write(mask, row, values);
    }

    private void Read(Tensor* mask, int row, Span<float> values)
    {
        var offset = (nuint)row * (nuint)mask->Nb[1];
        if (mask->Type == TypeF32)
        {
            fixed (float* destination = values)
            {
                GgmlNative.ggml_backend_tensor_get(mask, destination, offset, (nuint)values.Length * sizeof(float));
            }

            return;
        }

        fixed (Half* destination = _halves)
        {
            GgmlNative.ggml_backend_tensor_get(mask, destination, offset, (nuint)(values.Length * sizeof(Half)));
        }

        TensorPrimitives.ConvertToSingle(_halves.AsSpan(0, values.Length), values);
    }

    private void Write(Tensor* mask, int row, ReadOnlySpan<float> values)
    {
        var offset = (nuint)row * (nuint)mask->Nb[1];
        if (mask->Type == TypeF32)
        {
            fixed (float* source = values)
            {
                GgmlNative.ggml_backend_tensor_set(mask, source, offset, (nuint)values.Length * sizeof(float));
            }

            return;
        }

        TensorPrimitives.ConvertToHalf(values, _halves);
        fixed (Half* source = _halves)
        {
            GgmlNative.ggml_backend_tensor_set(mask, source, offset, (nuint)(values.Length * sizeof(Half)));
        }
    }
}
