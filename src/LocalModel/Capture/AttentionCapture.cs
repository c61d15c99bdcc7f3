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
    private readonly int _flashAttention = GgmlOps.Find("FLASH_ATTN_EXT");
    private readonly int _setRows = GgmlOps.Find("SET_ROWS");
    private readonly SoftmaxCapture _softmax;
    private readonly QueryCapture _queries;
    private readonly CaptureStore _hidden;
    private readonly HashSet<nint> _redirected = [];
    private readonly nint[] _cellInputs = new nint[CacheKinds];
    private readonly int[] _cacheKind;
    private readonly ObserverDelivery _delivery;
    private readonly MaskEdit _maskEdit = new();
    private readonly WeightEdit _weightEdit = new();
    private readonly GCHandle _self;

    private readonly int _layers;

    private CapturedToken[] _batch = [];
    private int _batchCount;
    private int _first;
    private int _count;
    private int _lastLayer;
    private int _wantedAttention;
    private int _wantedHidden;
    private bool _active;
    private bool _steers;
    private Exception? _error;

    /// <param name="shape">The model's dimensions.</param>
    /// <param name="options">Where attention is reduced, and how values are brought from a GPU.</param>
    public AttentionCapture(ModelShape shape, CaptureOptions options)
    {
        _layers = shape.Layers;
        _softmax = new SoftmaxCapture(shape.Layers, options.PinsMemory);
        _queries = new QueryCapture(shape.Layers, options.PinsMemory);
        // One more than layers: what leaves the last of them after the final norm.
        _hidden = new CaptureStore(shape.Layers + 1, options.PinsMemory);
        _delivery = new ObserverDelivery(options);
        _cacheKind = new int[shape.Layers];
        _self = GCHandle.Alloc(this);
    }

    /// <summary>Graph nodes that llama.cpp asked about; zero after a decode means that the callback is not wired.</summary>
    public long Asked { get; private set; }

    /// <summary>Whether the model's attention leaves no softmax rows, so that they are computed anew.</summary>
    public bool SeesFlashAttention { get; private set; }

    /// <summary>Whether the tokens of this decode have observers.</summary>
    public bool IsActive => _active;

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
        ResetStores();
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
        _delivery.Dispose();
        _softmax.Dispose();
        _queries.Dispose();
        _hidden.Dispose();

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

    // Whether the graph is to be cut after the node, which is then seen again with its values.
    private bool Ask(Tensor* node)
    {
        Asked++;
        if (node->Op == _setRows)
        {
            NoteCells(node);
        }

        SeesFlashAttention |= node->Op == _flashAttention;

        // What is observed is what is steered.
        var cutsAfter = _steers && Steer(node);
        if (_active)
        {
            Redirect(node);
        }

        return cutsAfter;
    }

    private bool Steer(Tensor* node)
    {
        var tokens = _batch.AsSpan(_first, _count);
        if (node->Op == _softMax && NodeName.TryLayer(node, "kq_soft_max-"u8, _layers, out var layer))
        {
            _maskEdit.Apply(node->Source1, node->MaxBias, tokens, _cacheKind[layer]);
            return WeightEdit.Wants(tokens, layer);
        }

        if (node->Op == _flashAttention && _queries.LayerOf(node) is >= 0 and var attentionLayer)
        {
            if (WeightEdit.Wants(tokens, attentionLayer))
            {
                throw new NotSupportedException("Single heads or layers cannot be steered inside flash attention. Load the model with FlashAttention = Off, or steer all of them.");
            }

            _maskEdit.Apply(node->Source3, node->MaxBias, tokens, _cacheKind[attentionLayer]);
        }

        return false;
    }

    private void OnComputed(Tensor* node)
    {
        if (NodeName.TryLayer(node, "kq_soft_max-"u8, _layers, out var layer))
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
        else if (node->Op == _softMax && NodeName.TryLayer(node, "kq_soft_max-"u8, _layers, out var layer))
        {
            if (AnyWants(layer, hidden: false))
            {
                _softmax.Redirect(node, layer, _wantedAttention);
                _redirected.Add((nint)node);
            }
            else if (_softmax.Discard(node))
            {
                _redirected.Add((nint)node);
            }
        }
        else if (node->Op == _flashAttention && _queries.LayerOf(node) is >= 0 and var attentionLayer)
        {
            if (AnyWants(attentionLayer, hidden: false))
            {
                _queries.Redirect(node, attentionLayer, _wantedAttention);
            }
            else
            {
                _queries.Discard(node);
            }
        }
        else if (NodeName.TryHidden(node, _layers, out layer))
        {
            if (AnyWants(layer, hidden: true))
            {
                _hidden.Redirect(node, layer, _wantedHidden);
                _redirected.Add((nint)node);
            }
            else if (_hidden.Discard(node))
            {
                _redirected.Add((nint)node);
            }
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

        _wantedAttention = _active ? CountWanted(_layers, hidden: false) : 0;
        _wantedHidden = _active ? CountWanted(_hidden.Layers, hidden: true) : 0;
        _cellInputs.AsSpan().Clear();
        _redirected.Clear();
        _maskEdit.Clear();
    }

    private bool AnyWants(int layer, bool hidden)
    {
        for (var i = _first; i < _first + _count; i++)
        {
            if (_batch[i].Observer is { } observer && (hidden ? observer.WantsHidden(layer) : observer.WantsAttention(layer) != AttentionForms.None))
            {
                return true;
            }
        }

        return false;
    }

    private int CountWanted(int layers, bool hidden)
    {
        var count = 0;
        for (var layer = 0; layer < layers; layer++)
        {
            count += AnyWants(layer, hidden) ? 1 : 0;
        }

        return count;
    }

    private void Deliver()
    {
        var tokens = _batch.AsSpan(_first, _count);
        foreach (var source in (ReadOnlySpan<AttentionSource>)[_softmax, _queries])
        {
            if (_error is null && source.IsAnyFilled)
            {
                _delivery.Attention(source, tokens, _cacheKind);
            }
        }

        if (_error is null && _hidden.IsAnyFilled)
        {
            _delivery.Hidden(_hidden, tokens);
        }

        ResetStores();
    }

    private void ResetStores()
    {
        _softmax.Reset();
        _queries.Reset();
        _hidden.Reset();
    }
}
