using System.Runtime.InteropServices;

namespace SKReasoning.LocalModel.Native;

/// <summary>Runs small graphs of ours on a device, beside those of llama.cpp: a backend instance and working memory of its own.</summary>
/// <remarks>Its graphs may read llama.cpp's memory while llama.cpp's own graph does not run. Belongs to one thread.</remarks>
internal sealed unsafe class GraphRunner : IDisposable
{
    private const int CpuDevice = 0;

    private readonly nint _backend;
    private nint _allocator;
    private readonly nuint _nodes;
    private readonly nuint _size;
    private void* _memory;
    private nint _context;

    private GraphRunner(nint device, nint backend, int nodes)
    {
        _nodes = (nuint)nodes;
        Device = device;
        _backend = backend;
        _allocator = GgmlNative.ggml_gallocr_new(GgmlNative.ggml_backend_get_default_buffer_type(backend));
        _size = (GgmlNative.ggml_tensor_overhead() * _nodes) + GgmlNative.ggml_graph_overhead_custom(_nodes, gradients: 0);
        _memory = NativeMemory.AlignedAlloc(_size, 64);
    }

    public nint Device { get; }

    /// <summary>Where the nodes of the graph that is being built are made.</summary>
    public nint Context => _context;

    /// <summary>A runner on the device that memory of <paramref name="bufferType"/> belongs to.</summary>
    /// <param name="bufferType">Kind of memory.</param>
    /// <param name="nodes">Most tensors of one graph, its inputs included: ggml ends the process on more.</param>
    /// <exception cref="NativeLibraryException">The device cannot be started once more.</exception>
    public static GraphRunner For(nint bufferType, int nodes)
    {
        // Page-locked host memory names the GPU that it was made for, but what lies there is computed by the processor.
        var device = GgmlNative.ggml_backend_buft_is_host(bufferType) != 0 ? 0 : GgmlNative.ggml_backend_buft_get_device(bufferType);
        device = device == 0 ? GgmlNative.ggml_backend_dev_by_type(CpuDevice) : device;
        var backend = GgmlNative.ggml_backend_dev_init(device, null);
        if (backend == 0)
        {
            throw new NativeLibraryException($"The device of the model cannot be opened for reading its attention: {NativeLog.TakeProblems()}");
        }

        fixed (byte* name = "ggml_backend_set_n_threads\0"u8)
        {
            var setThreads = (delegate* unmanaged[Cdecl]<nint, int, void>)GgmlNative.ggml_backend_reg_get_proc_address(GgmlNative.ggml_backend_dev_backend_reg(device), name);
            if (setThreads != null)
            {
                // More threads of ours would fight with those of llama.cpp, which may still be spinning.
                setThreads(backend, 1);
            }
        }

        return new GraphRunner(device, backend, nodes);
    }

    /// <summary>Starts a graph, which is valid until <see cref="End"/>.</summary>
    public void Begin(out nint graph)
    {
        _context = GgmlNative.ggml_init(new InitParams { MemorySize = _size, Memory = (nint)_memory, NoAlloc = 1 });
        graph = GgmlNative.ggml_new_graph_custom(_context, _nodes, gradients: 0);
    }

    /// <summary>A tensor over memory that is there already.</summary>
    /// <param name="source">Where the memory is, and of what type.</param>
    /// <param name="offset">Bytes from its start.</param>
    /// <param name="ne">Its shape, innermost first; laid out without gaps.</param>
    public Tensor* Over(in Tensor source, long offset, ReadOnlySpan<long> ne)
    {
        var tensor = GgmlNative.ggml_new_tensor_4d(_context, source.Type, ne[0], ne[1], ne[2], ne[3]);
        tensor->Data = (byte*)source.Data + offset;
        tensor->Buffer = source.Buffer;
        return tensor;
    }

    /// <summary>Starts to compute the graph.</summary>
    /// <exception cref="InvalidOperationException">There is no memory for it, or the device failed.</exception>
    public void Run(nint graph)
    {
        if (GgmlNative.ggml_gallocr_alloc_graph(_allocator, graph) == 0)
        {
            // It keeps a plan for memory that it did not get.
            GgmlNative.ggml_gallocr_free(_allocator);
            _allocator = GgmlNative.ggml_gallocr_new(GgmlNative.ggml_backend_get_default_buffer_type(_backend));
            throw new InvalidOperationException($"The device has no memory to sum up attention: {NativeLog.TakeProblems()} Use a shorter context or a smaller BatchSize.");
        }

        if (GgmlNative.ggml_backend_graph_compute_async(_backend, graph) != 0)
        {
            throw new InvalidOperationException($"The device failed while summing up attention: {NativeLog.TakeProblems()}");
        }
    }

    /// <summary>Copies a result to the host once it is there; <see cref="Wait"/> says when.</summary>
    public void Fetch(Tensor* tensor, float* destination, long count)
        => GgmlNative.ggml_backend_tensor_get_async(_backend, tensor, destination, 0, (nuint)count * sizeof(float));

    /// <summary>Waits until everything that was started has ended.</summary>
    public void Wait() => GgmlNative.ggml_backend_synchronize(_backend);

    public void End()
    {
        if (_context != 0)
        {
            GgmlNative.ggml_free(_context);
            _context = 0;
        }
    }

    public void Dispose()
    {
        End();
        if (_memory == null)
        {
            return;
        }

        GgmlNative.ggml_gallocr_free(_allocator);
        GgmlNative.ggml_backend_free(_backend);
        NativeMemory.AlignedFree(_memory);
        _memory = null;
    }
}
