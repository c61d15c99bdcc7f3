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
    private readonly int _setRows = GgmlOps.Find("SET_ROWS");
    private readonly int _flashAttention = GgmlOps.Find("FLASH_ATTN_EXT");
    private readonly int _layers;
    private readonly CaptureTargets _targets;
    private readonly CellInputs _cells;
    private readonly ObserverDelivery _delivery;
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

    /// <param name="shape">The model's dimensions.</param>
    /// <param name="options">Where attention is reduced, and how values are brought from a GPU.</param>
    public AttentionCapture(ModelShape shape, CaptureOptions options)
    {
        _layers = shape.Layers;
        _targets = new CaptureTargets(shape.Layers, options);
        _cells = new CellInputs(shape.Layers);
        _delivery = new ObserverDelivery(options);
        _self = GCHandle.Alloc(this);
    }

    /// <summary>Graph nodes that llama.cpp asked about; zero after a decode means that the callback is not wired.</summary>
    public long Asked { get; private set; }

    /// <summary>Whether the model's attention leaves no softmax rows, so that they are computed anew.</summary>
    public bool SeesFlashAttention { get; private set; }

    /// <summary>Whether the tokens of this decode have observers.</summary>
    public bool IsActive => _active;

    /// <summary>The highest cell that any token was stored in; attention rows are at least as long.</summary>
    public int HighestCell => _cells.Highest;

    /// <summary>What the observer threw in the decode that has ended; null where it threw nothing.</summary>
    public Exception? ErrorOf(ITokenObserver observer) => _delivery.ErrorOf(observer);

    /// <summary>Sets the callback in <paramref name="parameters"/>; this object must outlive the context.</summary>
    public void Install(ContextParams parameters) => parameters.SetEvalCallback(&OnNode, (void*)GCHandle.ToIntPtr(_self));

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
        _targets.Reset();
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
        _targets.Dispose();
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

        // What is observed is what is steered. After an error nothing of this decode counts.
        var cutsAfter = _steers && Steer(node);
        if (_active && _error is null)
        {
            _targets.Redirect(node);
        }

        return cutsAfter;
    }

    // Whether the node's weights are to be rewritten once they are there.
    private bool Steer(Tensor* node)
    {
        if (!_targets.IsAttention(node, out var layer, out var mask, out var leavesWeights))
        {
            return false;
        }

        var tokens = _batch.AsSpan(_first, _count);
        _maskEdit.Apply(mask, node->MaxBias, tokens, _cells.KindOfLayer[layer]);
        var rewrites = WeightEdit.Wants(tokens, layer);
        return leavesWeights || !rewrites
            ? rewrites
            : throw new NotSupportedException("Single heads or layers cannot be steered inside flash attention. Load the model with FlashAttention = Off, or steer all of them.");
    }

    private void OnComputed(Tensor* node)
    {
        if (_targets.IsAttention(node, out var layer, out _, out _))
        {
            _weightEdit.Apply(node, _batch.AsSpan(_first, _count), layer, _cells.KindOfLayer[layer]);
        }
    }

    private void NoteCells(Tensor* node)
    {
        if (!NodeName.TryLayer(node, "cache_k_l"u8, _layers, out var layer))
        {
            return;
        }

        if (layer <= _lastLayer)
        {
            BeginMicroBatch((int)node->Source1->Ne[0]);
        }

        _lastLayer = layer;
        _cells.Note(node, layer, _batch.AsSpan(_first, _count));
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

        _targets.Begin(_batch.AsSpan(_first, _count));
        _cells.Begin();
        _maskEdit.Clear();
    }

    private void Deliver()
    {
        if (_error is null)
        {
            _targets.Deliver(_delivery, _batch.AsSpan(_first, _count), _cells.KindOfLayer);
        }
        else
        {
            _targets.Reset();
        }
    }
}
