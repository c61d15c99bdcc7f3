using SKReasoning.LocalModel.Native;

namespace SKReasoning.LocalModel.Capture;

/// <summary>Memory of our own that one layer's tensor is redirected into, on the device where the tensor lives.</summary>
/// <remarks>
/// llama.cpp reuses its graph between tokens, so the address stays in the graph after a capture has ended: nothing is freed
/// before the context is, and no two layers share memory. Not thread-safe.
/// </remarks>
internal sealed unsafe class LayerBuffer : IDisposable
{
    private readonly List<nint> _buffers = [];
    private nuint _capacity;
    private byte* _base;
    private Tensor _tensor;
    private float[] _host = [];

    /// <summary>Whether a tensor was redirected since the last <see cref="Reset"/>.</summary>
    public bool Filled { get; private set; }

    /// <summary>Elements along dimension <paramref name="dimension"/> of the redirected tensor.</summary>
    public int Size(int dimension) => (int)_tensor.Ne[dimension];

    public void Reset() => Filled = false;

    /// <summary>Lets <paramref name="tensor"/> be computed into this buffer. Called before its graph runs.</summary>
    public void Redirect(Tensor* tensor)
    {
        var bytes = GgmlNative.ggml_nbytes(tensor);
        if (bytes > _capacity)
        {
            Grow(tensor, bytes);
        }

        tensor->Data = _base;
        tensor->Buffer = _buffers[^1];
        _tensor = *tensor;
        Filled = true;
    }

    /// <summary>The redirected values once the graph has run, in place where the memory is the host's, else copied.</summary>
    public ReadOnlySpan<float> Read()
    {
        var count = (int)(_tensor.Ne[0] * _tensor.Ne[1] * _tensor.Ne[2] * _tensor.Ne[3]);
        if (GgmlNative.ggml_backend_buffer_is_host(_tensor.Buffer) != 0)
        {
            return new ReadOnlySpan<float>(_tensor.Data, count);
        }

        if (_host.Length < count)
        {
            _host = GC.AllocateUninitializedArray<float>(count);
        }

        fixed (float* destination = _host)
        fixed (Tensor* tensor = &_tensor)
        {
            GgmlNative.ggml_backend_tensor_get(tensor, destination, 0, (nuint)count * sizeof(float));
        }

        return _host.AsSpan(0, count);
    }

    public void Dispose()
    {
        foreach (var buffer in _buffers)
        {
            GgmlNative.ggml_backend_buffer_free(buffer);
        }

        _buffers.Clear();
    }

    private void Grow(Tensor* tensor, nuint bytes)
    {
        var capacity = bytes + (bytes / 2);
        var buffer = GgmlNative.ggml_backend_buft_alloc_buffer(GgmlNative.ggml_backend_buffer_get_type(tensor->Buffer), capacity);
        if (buffer == 0)
        {
            throw new InvalidOperationException($"No memory for {capacity} bytes of captured values of one layer. Capture fewer tokens at once, or use a smaller context.");
        }

        _buffers.Add(buffer);
        _capacity = capacity;
        _base = (byte*)GgmlNative.ggml_backend_buffer_get_base(buffer);
    }
}
