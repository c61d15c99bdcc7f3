using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SKReasoning.LocalModel.Native;
using SKReasoning.LocalModel.Steering;

namespace SKReasoning.LocalModel.Capture;

/// <summary>Reads softmax rows and hidden states of a decode without cutting llama.cpp's graph, and steers attention on the way.</summary>
/// <remarks>
/// llama.cpp asks the evaluation callback about every node before the graph runs. For a wanted node the answer is "no", but its
/// output is moved to memory of ours; after the decode all layers' values lie there. Logits stay bit-equal and the graph stays
/// whole. Belongs to one context and its decode thread.
/// </remarks>
internal sealed unsafe class AttentionCapture : IDisposable
{
    /// <summary>Kinds of KV cache in one model: all tokens, and a sliding window.</summary>
    public const int CacheKinds = 2;

    private readonly int _softMax = GgmlOps.Find("SOFT_MAX");
    private readonly int _setRows = GgmlOps.Find("SET_ROWS");
    private readonly LayerBuffer[] _attention;
    private readonly LayerBuffer[] _hidden;
    private readonly HashSet<nint> _redirected = [];
    private readonly nint[] _cellInputs = new nint[CacheKinds];
    private readonly int[] _cacheKind;
    private readonly ObserverDelivery _delivery = new();
    private readonly MaskEdit _maskEdit = new();
    private readonly WeightEdit _weightEdit = new();
    private readonly GCHandle _self;

    private CapturedToken[] _batch = [];
    private int _batchCount;
    private int _first;
    private int _count;
    private int _lastLayer;
    private bool _active;
    private bool _steers;
    private Exception? _error;

    public AttentionCapture(ModelShape shape)
    {
        _attention = Buffers(shape.Layers);
        // One more than layers: what leaves the last of them after the final norm.
        _hidden = Buffers(shape.Layers + 1);
        _cacheKind = new int[shape.Layers];
        _self = GCHandle.Alloc(this);
    }

    /// <summary>Graph nodes that llama.cpp asked about; zero after a decode means that the callback is not wired.</summary>
    public long Asked { get; private set; }

    /// <summary>The highest cell that any token was stored in; attention rows are at least as long.</summary>
    public int HighestCell { get; private set; }

    /// <summary>What the observer threw in the decode that has ended; null where it threw nothing.</summary>
    public Exception? ErrorOf(ITokenObserver observer) => _delivery.ErrorOf(observer);

    /// <summary>Sets the callback in <paramref name="parameters"/>; this object must outlive the context.</summary>
    public void Install(ref ContextParams parameters)
    {
        parameters.EvalCallback = &OnNode;
        parameters.EvalCallbackData = (void*)GCHandle.ToIntPtr(_self);
    }

    /// <summary>Announces the tokens of the next decode, in batch order.</summary>
    public void Begin(ReadOnlySpan<CapturedToken> batch)
    {
        if (_batch.Length < batch.Length)
        {
            _batch = new CapturedToken[batch.Length];
        }

        batch.CopyTo(_batch);
        _batchCount = batch.Length;
        _first = _count = 0;
        _lastLayer = int.MaxValue;
        _error = null;
        _active = _steers = false;
        _delivery.Clear();
        // A decode that was aborted has left its values behind.
        ResetBuffers();
        foreach (var token in batch)
        {
            _active |= token.Observer is not null;
            _steers |= token.Bias is not null;
        }
    }

    /// <summary>Hands the captured values of the decode that has ended to the observers; rethrows what went wrong in the callback.</summary>
    public void End()
    {
        Deliver();
        if (_error is { } error)
        {
            _error = null;
            throw new InvalidOperationException("Capture failed while the model was decoding: " + error.Message, error);
        }
    }

    public void Dispose()
    {
        foreach (var buffer in _attention.Concat(_hidden))
        {
            buffer.Dispose();
        }

        if (_self.IsAllocated)
        {
            _self.Free();
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte OnNode(Tensor* node, byte ask, void* userData)
    {
        var capture = (AttentionCapture)GCHandle.FromIntPtr((nint)userData).Target!;
        try
        {
            if (ask == 0)
            {
                capture.OnComputed(node);
                return 1;
            }

            return capture.Ask(node) ? (byte)1 : (byte)0;
        }
        catch (Exception e)
        {
            // Nothing may leave an unmanaged callback; End rethrows it on the managed side.
            capture._error ??= e;
            return ask == 0 ? (byte)1 : (byte)0;
        }
    }

    private static LayerBuffer[] Buffers(int layers) => [.. Enumerable.Range(0, layers).Select(_ => new LayerBuffer())];

    // Whether the graph is to be cut after the node, which is then seen again with its values.
    private bool Ask(Tensor* node)
    {
        Asked++;
        if (node->Op == _setRows)
        {
            NoteCells(node);
        }

        if (_active)
        {
            Redirect(node);
        }

        return _steers && Steer(node);
    }

    private bool Steer(Tensor* node)
    {
        if (node->Op != _softMax || !NodeName.TryLayer(node, "kq_soft_max-"u8, _attention.Length, out var layer))
        {
            return false;
        }

        var tokens = _batch.AsSpan(_first, _count);
        _maskEdit.Apply(node, tokens, _cacheKind[layer]);
        return WeightEdit.Wants(tokens, layer);
    }

    private void OnComputed(Tensor* node)
    {
        if (NodeName.TryLayer(node, "kq_soft_max-"u8, _attention.Length, out var layer))
        {
            _weightEdit.Apply(node, _batch.AsSpan(_first, _count), layer, _cacheKind[layer]);
        }
    }

    private void Redirect(Tensor* node)
    {
        if (node->ViewSource != null && _redirected.Contains((nint)node->ViewSource))
        {
            node->Data = (byte*)node->ViewSource->Data + node->ViewOffset;
            node->Buffer = node->ViewSource->Buffer;
        }
        else if (node->Op == _softMax && NodeName.TryLayer(node, "kq_soft_max-"u8, _attention.Length, out var layer) && AnyWants(layer, hidden: false))
        {
            _attention[layer].Redirect(node);
            _redirected.Add((nint)node);
        }
        else if (NodeName.TryHidden(node, _attention.Length, out layer) && AnyWants(layer, hidden: true))
        {
            _hidden[layer].Redirect(node);
            _redirected.Add((nint)node);
        }
    }

    // The cells of a micro-batch are the input of the node that stores its keys; no public function of llama.cpp tells them.
    private void NoteCells(Tensor* node)
    {
        if (!NodeName.TryLayer(node, "cache_k_l"u8, _cacheKind.Length, out var layer))
        {
            return;
        }

        if (layer <= _lastLayer)
        {
            BeginMicroBatch((int)node->Source1->Ne[0]);
        }

        _lastLayer = layer;
        var input = (nint)node->Source1;
        var kind = _cellInputs[0] == 0 || _cellInputs[0] == input ? 0 : 1;
        _cacheKind[layer] = kind;
        if (_cellInputs[kind] == input)
        {
            return;
        }

        _cellInputs[kind] = input;
        Span<long> cells = stackalloc long[_count <= 512 ? _count : 0];
        cells = cells.Length == _count ? cells : new long[_count];
        fixed (long* destination = cells)
        {
            GgmlNative.ggml_backend_tensor_get(node->Source1, destination, 0, (nuint)_count * sizeof(long));
        }

        for (var i = 0; i < _count; i++)
        {
            var token = _batch[_first + i];
            token.Cells[kind].Append(token.Position, (int)cells[i]);
            HighestCell = Math.Max(HighestCell, (int)cells[i]);
        }
    }

    private void BeginMicroBatch(int count)
    {
        // The previous micro-batch of this decode has been computed by now, and the next one will overwrite its values.
        Deliver();
        _first += _count;
        _count = count;
        if (_first + _count > _batchCount)
        {
            throw new InvalidOperationException($"llama.cpp computes {_first + _count} tokens of a batch of {_batchCount}.");
        }

        _cellInputs.AsSpan().Clear();
        _redirected.Clear();
        _maskEdit.Clear();
    }

    private bool AnyWants(int layer, bool hidden)
    {
        for (var i = _first; i < _first + _count; i++)
        {
            if (_batch[i].Observer is { } observer && (hidden ? observer.WantsHidden(layer) : observer.WantsAttention(layer)))
            {
                return true;
            }
        }

        return false;
    }

    private void Deliver()
    {
        for (var layer = 0; layer < _attention.Length; layer++)
        {
            if (_attention[layer].Filled && _error is null)
            {
                _delivery.Attention(layer, _attention[layer], _batch.AsSpan(_first, _count), _cacheKind[layer]);
            }

            DeliverHidden(layer);
        }

        DeliverHidden(_attention.Length);
        ResetBuffers();
    }

    private void DeliverHidden(int layer)
    {
        if (_hidden[layer].Filled && _error is null)
        {
            _delivery.Hidden(layer, _hidden[layer], _batch.AsSpan(_first, _count));
        }
    }

    private void ResetBuffers()
    {
        foreach (var buffer in _attention)
        {
            buffer.Reset();
        }

        foreach (var buffer in _hidden)
        {
            buffer.Reset();
        }
    }
}
