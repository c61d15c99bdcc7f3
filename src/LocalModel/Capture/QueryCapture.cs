using SKReasoning.LocalModel.Native;

namespace SKReasoning.LocalModel.Capture;

/// <summary>Softmax rows where flash attention leaves none: the queries are kept, and the rows computed anew from them and the keys in the cache.</summary>
/// <remarks>
/// The rows of all layers cost three operations together, and no memory in llama.cpp's graph. They are the softmax of the very queries and keys
/// that flash attention takes, without its own rounding.
/// </remarks>
/// <param name="layers">Number of layers.</param>
/// <param name="pinned">Whether values of a GPU are copied to page-locked memory of the host.</param>
internal sealed unsafe class QueryCapture(int layers, bool pinned) : AttentionSource(layers, pinned)
{
    private const int PrecisionF32 = 10;
    private const int TypeF32 = 0;
    private const long MostBytes = 256L << 20;

    private readonly int _copy = GgmlOps.Find("CPY");
    private readonly Inputs[] _inputs = new Inputs[layers];
    private readonly List<KeptMask> _masks = [];

    /// <summary>The layer of a flash-attention node, told by the cache that its keys are in; −1 for none of ours.</summary>
    public int LayerOf(Tensor* node)
    {
        var keys = Keys(node);
        return keys->ViewSource != null && NodeName.TryLayer(keys->ViewSource, "cache_k_l"u8, Layers, out var layer) ? layer : -1;
    }

    /// <summary>Keeps what a flash-attention node computes from.</summary>
    /// <param name="node">The node; its graph has not run yet.</param>
    /// <param name="layer">Its layer.</param>
    /// <param name="expected">Layers that may be captured in this graph.</param>
    /// <param name="views">Nodes that were asked about before it and look into the memory of others.</param>
    public void Redirect(Tensor* node, int layer, int expected, List<nint> views)
    {
        if (IsFilled(layer))
        {
            // A later layer that reads the keys of this one: only this one can be told by them.
            return;
        }

        var query = node->Source0;
        var producer = Producer(query);
        var (keys, sinks) = (*Keys(node), node->Source4 == null ? default : *node->Source4);
        if (producer->Op == 0 || query->Ne[3] != 1 || node->Source3 == null || query->Ne[2] % keys.Ne[2] != 0 || sinks.Type != TypeF32)
        {
            throw new InvalidOperationException(
                $"The attention of layer {layer} is of a form that cannot be computed anew from its queries. Load the model with FlashAttention = Off, and please report its architecture.");
        }

        Store.Redirect(producer, layer, expected);
        Follow(views, producer);
        _inputs[layer] = new Inputs
        {
            Query = *query,
            Keys = keys,
            Sinks = node->Source4,
            Mask = Keep(node->Source3),
            Scale = node->Scale,
            MaxBias = node->MaxBias,
            SoftCap = node->SoftCap,
        };
    }

    /// <summary>Sends the queries of a node that is not wanted elsewhere where they point to memory of ours from an earlier run.</summary>
    public void Discard(Tensor* node, List<nint> views)
    {
        var producer = Producer(node->Source0);
        if (Store.Discard(producer))
        {
            Follow(views, producer);
        }
    }

    public override void Reset()
    {
        base.Reset();
        foreach (var mask in _masks)
        {
            mask.Source = 0;
        }
    }

    public override bool IsExact => false;

    public override AttentionShape ShapeOf(int layer)
    {
        ref readonly var inputs = ref _inputs[layer];
        return new((int)inputs.Keys.Ne[1], (int)inputs.Query.Ne[1], (int)inputs.Query.Ne[2]);
    }

    public override bool Joins(int layer)
    {
        ref readonly var before = ref _inputs[layer - 1];
        ref readonly var inputs = ref _inputs[layer];
        return inputs.Sinks == null && before.Sinks == null && before.Mask == inputs.Mask
            && (before.Scale, before.MaxBias, before.SoftCap) == (inputs.Scale, inputs.MaxBias, inputs.SoftCap)
            && ShapeOf(layer - 1) == ShapeOf(layer) && before.Keys.Ne[2] == inputs.Keys.Ne[2]
            && before.Keys.Buffer == inputs.Keys.Buffer && before.Query.Buffer == inputs.Query.Buffer
            && Distance(layer, keys: true) > 0 && Distance(layer, keys: false) > 0 && Distance(layer, keys: true) % (long)inputs.Keys.Nb[0] == 0
            && (layer < 2 || !IsFilled(layer - 2) || (Distance(layer - 1, keys: true), Distance(layer - 1, keys: false)) == (Distance(layer, keys: true), Distance(layer, keys: false)));
    }

    public override int MostLayers(int firstLayer, ObservedPart part)
    {
        var (cells, _, heads) = ShapeOf(firstLayer);
        return (int)Math.Max(1, MostBytes / ((long)cells * part.Count * heads * sizeof(float)));
    }

    public override Tensor* Rows(GraphRunner runner, int firstLayer, int count, ObservedPart part)
    {
        ref readonly var inputs = ref _inputs[firstLayer];
        var keys = Stack(runner, inputs.Keys, inputs.Keys.Ne[1], start: 0, count, count > 1 ? Distance(firstLayer + 1, keys: true) : 0);
        var queries = Stack(runner, inputs.Query, part.Count, part.Start, count, count > 1 ? Distance(firstLayer + 1, keys: false) : 0);
        var (heads, keyHeads) = (queries->Ne[2], keys->Ne[2]);
        if (part.Count == 1 && heads > keyHeads)
        {
            // The query heads that share keys become rows of one product, which then reads those keys once.
            (queries->Ne[1], queries->Ne[2]) = (heads / keyHeads, keyHeads);
            (queries->Nb[1], queries->Nb[2]) = (queries->Nb[2], queries->Nb[2] * (ulong)(heads / keyHeads));
        }

        var scores = GgmlNative.ggml_mul_mat(runner.Context, keys, queries);
        GgmlNative.ggml_mul_mat_set_prec(scores, PrecisionF32);
        scores = GgmlNative.ggml_reshape_4d(runner.Context, scores, keys->Ne[1], part.Count, heads, count);
        var scale = inputs.Scale;
        if (inputs.SoftCap != 0)
        {
            scores = GgmlNative.ggml_scale(runner.Context, GgmlNative.ggml_tanh(runner.Context, GgmlNative.ggml_scale(runner.Context, scores, scale / inputs.SoftCap)), inputs.SoftCap);
            scale = 1;
        }

        ref readonly var kept = ref _masks[inputs.Mask].Copy;
        var mask = runner.Over(kept, part.Start * (long)kept.Nb[1], [kept.Ne[0], part.Count, 1, 1]);
        var rows = GgmlNative.ggml_soft_max_ext(runner.Context, scores, mask, scale, inputs.MaxBias);
        if (inputs.Sinks != null)
        {
            GgmlNative.ggml_soft_max_add_sinks(rows, inputs.Sinks);
        }

        return rows;
    }

    public override void Dispose()
    {
        _masks.ForEach(mask => mask.Dispose());
        base.Dispose();
    }

    private static Tensor* Producer(Tensor* query) => query->ViewSource == null ? query : query->ViewSource;

    // Views were given their addresses when the graph was laid out. One product may hold keys and values beside the queries.
    private static void Follow(List<nint> views, Tensor* producer)
    {
        foreach (var pointer in views)
        {
            var view = (Tensor*)pointer;
            if (view->ViewSource == producer)
            {
                view->Data = (byte*)producer->Data + view->ViewOffset;
                view->Buffer = producer->Buffer;
            }
        }
    }

    // Flash attention reads 32-bit keys through a copy of 16 bits; the cache itself is what is wanted.
    private Tensor* Keys(Tensor* node)
    {
        var keys = node->Source1;
        while (keys->Op == _copy && keys->Source0 != null)
        {
            keys = keys->Source0;
        }

        return keys;
    }

    private long Distance(int layer, bool keys)
    {
        ref readonly var before = ref _inputs[layer - 1];
        ref readonly var inputs = ref _inputs[layer];
        return keys ? (byte*)inputs.Keys.Data - (byte*)before.Keys.Data : (byte*)inputs.Query.Data - (byte*)before.Query.Data;
    }

    private static Tensor* Stack(GraphRunner runner, in Tensor first, long rows, int start, int layers, long distance)
    {
        var stack = runner.Over(first, start * (long)first.Nb[1], [first.Ne[0], rows, first.Ne[2], layers]);
        (stack->Nb[1], stack->Nb[2]) = (first.Nb[1], first.Nb[2]);
        stack->Nb[3] = layers > 1 ? (ulong)distance : first.Nb[2] * (ulong)first.Ne[2];
        return stack;
    }

    // llama.cpp may use the mask's memory for something else once its last layer has attended.
    private int Keep(Tensor* mask)
    {
        var index = _masks.FindIndex(kept => kept.Source == (nint)mask);
        if (index < 0)
        {
            index = _masks.FindIndex(kept => kept.Source == 0);
            if (index < 0)
            {
                _masks.Add(new KeptMask());
                index = _masks.Count - 1;
            }

            _masks[index].Take(mask);
        }

        return index;
    }

    private struct Inputs
    {
        public Tensor Query;
        public Tensor Keys;
        public Tensor* Sinks;
        public int Mask;
        public float Scale;
        public float MaxBias;
        public float SoftCap;
    }

    private sealed class KeptMask : IDisposable
    {
        private DeviceTensor? _memory;
        private Tensor _copy;

        public nint Source { get; set; }

        public ref readonly Tensor Copy => ref _copy;

        public void Take(Tensor* mask)
        {
            Source = (nint)mask;
            var bytes = GgmlNative.ggml_nbytes(mask);
            var type = GgmlNative.ggml_backend_buffer_get_type(mask->Buffer);
            if (_memory is null || _memory.Size < bytes || GgmlNative.ggml_backend_buffer_get_type(_memory.Pointer->Buffer) != type)
            {
                _memory?.Dispose();
                _memory = null;
                _memory = new DeviceTensor(type, (long)(bytes * 3 / 2 / sizeof(float)) + 1, 1);
            }

            _copy = *mask;
            _copy.Data = _memory.Pointer->Data;
            _copy.Buffer = _memory.Pointer->Buffer;
            _copy.ViewSource = null;
            fixed (Tensor* copy = &_copy)
            {
                GgmlNative.ggml_backend_tensor_copy(mask, copy);
            }
        }

        public void Dispose() => _memory?.Dispose();
    }
}
