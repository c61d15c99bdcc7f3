namespace SKReasoning.LocalModel.Native;

/// <summary>A matrix of 32-bit floats that stays on a device, all zeros at first. Not thread-safe.</summary>
internal sealed unsafe class DeviceTensor : IDisposable
{
    private const int TypeF32 = 0;

    private readonly nint _context;
    private readonly nint _buffer;
    private bool _disposed;

    /// <param name="bufferType">Kind of memory.</param>
    /// <param name="columns">Elements of a row.</param>
    /// <param name="rows">Rows.</param>
    /// <exception cref="InvalidOperationException">The device has no memory for it.</exception>
    public DeviceTensor(nint bufferType, long columns, long rows)
    {
        _context = GgmlNative.ggml_init(new InitParams { MemorySize = 2 * GgmlNative.ggml_tensor_overhead(), NoAlloc = 1 });
        Pointer = GgmlNative.ggml_new_tensor_2d(_context, TypeF32, columns, rows);
        _buffer = GgmlNative.ggml_backend_alloc_ctx_tensors_from_buft(_context, bufferType);
        if (_buffer == 0)
        {
            GgmlNative.ggml_free(_context);
            throw new InvalidOperationException($"The device has no memory for {rows} rows of {columns} numbers: {NativeLog.TakeProblems()}");
        }

        Clear();
    }

    public Tensor* Pointer { get; }

    /// <summary>Elements of a row.</summary>
    public long Columns => Pointer->Ne[0];

    /// <summary>Rows.</summary>
    public long Rows => Pointer->Ne[1];

    /// <summary>Bytes.</summary>
    public nuint Size => GgmlNative.ggml_nbytes(Pointer);

    /// <summary>Sets all elements to zero.</summary>
    public void Clear() => GgmlNative.ggml_backend_tensor_memset(Pointer, 0, 0, Size);

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            GgmlNative.ggml_backend_buffer_free(_buffer);
            GgmlNative.ggml_free(_context);
        }
    }
}
