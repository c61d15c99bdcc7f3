using SKReasoning.LocalModel.Native;

namespace SKReasoning.LocalModel.Capture;

/// <summary>Memory of ours on one device, with a slot for each layer that llama.cpp computes into it, one after the other.</summary>
/// <remarks>
/// llama.cpp reuses its graph between tokens, so an address stays in the graph after a capture has ended: nothing is freed before the context
/// is, and a tensor that nobody wants any more is sent to memory that nobody reads. Not thread-safe.
/// </remarks>
/// <param name="bufferType">Kind of memory.</param>
/// <param name="pinned">Whether values of a GPU are copied to page-locked memory of the host.</param>
internal sealed unsafe class CaptureArena(nint bufferType, bool pinned) : IDisposable
{
    private const nuint Alignment = 256;

    private readonly TransferMemory _transfer = new(GgmlNative.ggml_backend_buft_get_device(bufferType), pinned);
    private readonly List<nint> _buffers = [];
    private nint _slots;
    private nuint _capacity;
    private nuint _used;
    private float* _copied;
    private bool _isCopied;
    private nint _unwanted;
    private nuint _unwantedCapacity;

    /// <summary>Kind of memory.</summary>
    public nint BufferType => bufferType;

    /// <summary>Whether the processor can read it in place.</summary>
    public bool IsHost { get; } = GgmlNative.ggml_backend_buft_is_host(bufferType) != 0;

    /// <summary>Begins a graph: its first tensor goes to the first slot again.</summary>
    public void Begin()
    {
        _used = 0;
        _isCopied = false;
    }

    /// <summary>Lets <paramref name="tensor"/> be computed into the next slot.</summary>
    /// <param name="tensor">Belongs to a graph that has not run yet.</param>
    /// <param name="expected">Tensors of its size that may come in this graph, this one included: they shall lie side by side.</param>
    public void Place(Tensor* tensor, int expected)
    {
        var bytes = GgmlNative.ggml_nbytes(tensor);
        var slot = (bytes + Alignment - 1) / Alignment * Alignment;
        if (_used + bytes > _capacity)
        {
            var capacity = slot * (nuint)expected * 3 / 2;
            _slots = Allocate(capacity);
            _capacity = capacity;
            _used = 0;
        }

        tensor->Data = (byte*)GgmlNative.ggml_backend_buffer_get_base(_slots) + _used;
        tensor->Buffer = _slots;
        _used += slot;
    }

    /// <summary>Whether a buffer is one of these.</summary>
    public bool Holds(nint buffer) => _buffers.Contains(buffer);

    /// <summary>Lets a tensor that points here be computed where it disturbs nobody.</summary>
    public void Discard(Tensor* tensor)
    {
        var bytes = GgmlNative.ggml_nbytes(tensor);
        if (bytes > _unwantedCapacity)
        {
            _unwanted = Allocate(bytes);
            _unwantedCapacity = bytes;
        }

        tensor->Data = GgmlNative.ggml_backend_buffer_get_base(_unwanted);
        tensor->Buffer = _unwanted;
    }

    /// <summary>The values of a tensor of this graph, in place where the processor can read them; else all of them are copied at once.</summary>
    public ReadOnlySpan<float> Read(in Tensor tensor)
    {
        var count = checked((int)(tensor.Ne[0] * tensor.Ne[1] * tensor.Ne[2] * tensor.Ne[3]));
        if (IsHost)
        {
            return new ReadOnlySpan<float>(tensor.Data, count);
        }

        if (tensor.Buffer != _slots)
        {
            // The slots had to grow while the graph was asked about; what came before lies elsewhere.
            _isCopied = false;
            return Copy(tensor, count);
        }

        if (!_isCopied)
        {
            var all = tensor;
            all.Data = GgmlNative.ggml_backend_buffer_get_base(_slots);
            all.Ne[0] = (long)_used / sizeof(float);
            (all.Ne[1], all.Ne[2], all.Ne[3]) = (1, 1, 1);
            all.Nb[1] = all.Nb[2] = all.Nb[3] = (ulong)_used;
            Copy(all, (int)all.Ne[0]);
            _isCopied = true;
        }

        return new ReadOnlySpan<float>(_copied + (((byte*)tensor.Data - (byte*)GgmlNative.ggml_backend_buffer_get_base(_slots)) / sizeof(float)), count);
    }

    public void Dispose()
    {
        _transfer.Dispose();
        foreach (var buffer in _buffers)
        {
            GgmlNative.ggml_backend_buffer_free(buffer);
        }

        _buffers.Clear();
    }

    private ReadOnlySpan<float> Copy(in Tensor tensor, int count)
    {
        _copied = _transfer.Floats(count);
        fixed (Tensor* source = &tensor)
        {
            GgmlNative.ggml_backend_tensor_get(source, _copied, 0, (nuint)count * sizeof(float));
        }

        return new ReadOnlySpan<float>(_copied, count);
    }

    private nint Allocate(nuint bytes)
    {
        var buffer = GgmlNative.ggml_backend_buft_alloc_buffer(bufferType, bytes);
        if (buffer == 0)
        {
            throw new InvalidOperationException($"No memory for {bytes} bytes of captured values: {NativeLog.TakeProblems()} Lower CaptureMemory, or use a smaller context.");
        }

        _buffers.Add(buffer);
        return buffer;
    }
}
