using System.Runtime.InteropServices;

namespace SKReasoning.LocalModel.Native;

/// <summary>Host memory that a device copies to: page-locked where the device offers it, which makes a copy several times faster.</summary>
/// <remarks>Grows, never shrinks. Not thread-safe.</remarks>
internal sealed unsafe class TransferMemory(nint device, bool pinned) : IDisposable
{
    private nint _buffer;
    private void* _data;
    private nuint _capacity;

    /// <summary>Memory for at least so many floats; what it held before is lost where it has to grow.</summary>
    /// <exception cref="OutOfMemoryException">There is none.</exception>
    public float* Floats(long count)
    {
        var bytes = (nuint)count * sizeof(float);
        if (bytes > _capacity)
        {
            Free();
            var capacity = bytes + (bytes / 2);
            var type = pinned ? GgmlNative.ggml_backend_dev_host_buffer_type(device) : 0;
            _buffer = type == 0 ? 0 : GgmlNative.ggml_backend_buft_alloc_buffer(type, capacity);
            _data = _buffer == 0 ? NativeMemory.Alloc(capacity) : GgmlNative.ggml_backend_buffer_get_base(_buffer);
            _capacity = capacity;
        }

        return (float*)_data;
    }

    public void Dispose() => Free();

    private void Free()
    {
        if (_buffer != 0)
        {
            GgmlNative.ggml_backend_buffer_free(_buffer);
        }
        else
        {
            NativeMemory.Free(_data);
        }

        _data = null;
        _buffer = 0;
        _capacity = 0;
    }
}
