using SKReasoning.LocalModel.Native;

namespace SKReasoning.LocalModel.Capture;

/// <summary>Sends the nodes of a graph that observers want to memory of ours, before the graph runs. Belongs to the decode thread.</summary>
/// <param name="layers">Number of layers.</param>
/// <param name="options">Where attention is reduced, and how values are brought from a GPU.</param>
internal sealed unsafe class CaptureTargets(int layers, CaptureOptions options) : IDisposable
{
    private readonly int _softMax = GgmlOps.Find("SOFT_MAX");
    private readonly int _flashAttention = GgmlOps.Find("FLASH_ATTN_EXT");
    private readonly SoftmaxCapture _softmax = new(layers, options.PinsMemory);
    private readonly QueryCapture _queries = new(layers, options.PinsMemory);

    // One more than layers: what leaves the last of them after the final norm.
    private readonly CaptureStore _hidden = new(layers + 1, options.PinsMemory);
    private readonly HashSet<nint> _redirected = [];
    private readonly List<nint> _views = [];
    private readonly bool[] _wantsAttention = new bool[layers];
    private readonly bool[] _wantsHidden = new bool[layers + 1];
    private int _wantedAttention;
    private int _wantedHidden;

    /// <summary>Whether a node is a layer's attention, whose weights are written down or not.</summary>
    /// <param name="node">The node.</param>
    /// <param name="layer">Its layer.</param>
    /// <param name="mask">Its mask.</param>
    /// <param name="leavesWeights">Whether it writes its weights down.</param>
    public bool IsAttention(Tensor* node, out int layer, out Tensor* mask, out bool leavesWeights)
    {
        layer = -1;
        mask = null;
        leavesWeights = node->Op == _softMax;
        if (leavesWeights && NodeName.TryLayer(node, "kq_soft_max-"u8, layers, out layer))
        {
            mask = node->Source1;
            return true;
        }

        if (node->Op != _flashAttention)
        {
            return false;
        }

        layer = _queries.LayerOf(node);
        mask = node->Source3;
        return layer >= 0;
    }

    /// <summary>Begins a graph run: finds out what the observers of its tokens want.</summary>
    public void Begin(ReadOnlySpan<CapturedToken> tokens)
    {
        _redirected.Clear();
        _views.Clear();
        Array.Clear(_wantsAttention);
        Array.Clear(_wantsHidden);
        ITokenObserver? last = null;
        foreach (var token in tokens)
        {
            if (token.Observer is { } observer && observer != last)
            {
                last = observer;
                for (var layer = 0; layer <= layers; layer++)
                {
                    _wantsHidden[layer] |= observer.WantsHidden(layer);
                    if (layer < layers)
                    {
                        _wantsAttention[layer] |= observer.WantsAttention(layer) != AttentionForms.None;
                    }
                }
            }
        }

        _wantedAttention = _wantsAttention.Count(wanted => wanted);
        _wantedHidden = _wantsHidden.Count(wanted => wanted);
    }

    /// <summary>Redirects a node that is wanted, and one that still points to memory of ours though nobody wants it any more.</summary>
    public void Redirect(Tensor* node)
    {
        if (node->ViewSource != null)
        {
            _views.Add((nint)node);
        }

        if (node->ViewSource != null && _redirected.Contains((nint)node->ViewSource))
        {
            node->Data = (byte*)node->ViewSource->Data + node->ViewOffset;
            node->Buffer = node->ViewSource->Buffer;
        }
        else if (IsAttention(node, out var layer, out _, out var leavesWeights))
        {
            RedirectAttention(node, layer, leavesWeights);
        }
        else if (NodeName.TryHidden(node, layers, out layer))
        {
            RedirectHidden(node, layer);
        }
    }

    /// <summary>Hands out what was captured of a graph that has run, and forgets it.</summary>
    public void Deliver(ObserverDelivery delivery, ReadOnlySpan<CapturedToken> tokens, ReadOnlySpan<int> cacheKinds)
    {
        foreach (var source in (ReadOnlySpan<AttentionSource>)[_softmax, _queries])
        {
            if (source.IsAnyFilled)
            {
                delivery.Attention(source, tokens, cacheKinds);
            }
        }

        if (_hidden.IsAnyFilled)
        {
            delivery.Hidden(_hidden, tokens);
        }

        Reset();
    }

    /// <summary>Forgets what was captured.</summary>
    public void Reset()
    {
        _softmax.Reset();
        _queries.Reset();
        _hidden.Reset();
    }

    public void Dispose()
    {
        _softmax.Dispose();
        _queries.Dispose();
        _hidden.Dispose();
    }

    private void RedirectHidden(Tensor* node, int layer)
    {
        if (_wantsHidden[layer])
        {
            _hidden.Redirect(node, layer, _wantedHidden);
            _redirected.Add((nint)node);
        }
        else if (_hidden.Discard(node))
        {
            _redirected.Add((nint)node);
        }
    }

    private void RedirectAttention(Tensor* node, int layer, bool leavesWeights)
    {
        if (!leavesWeights)
        {
            if (_wantsAttention[layer])
            {
                _queries.Redirect(node, layer, _wantedAttention, _views);
            }
            else
            {
                _queries.Discard(node, _views);
            }

            // Views of one layer are none of the next.
            _views.Clear();
        }
        else if (_wantsAttention[layer])
        {
            _softmax.Redirect(node, layer, _wantedAttention);
            _redirected.Add((nint)node);
        }
        else if (_softmax.Discard(node))
        {
            _redirected.Add((nint)node);
        }
    }
}
