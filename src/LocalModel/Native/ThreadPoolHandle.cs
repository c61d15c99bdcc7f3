using System.Runtime.InteropServices;

namespace SKReasoning.LocalModel.Native;

/// <summary>A ggml thread pool that lives as long as its context.</summary>
/// <remarks>Without one, every graph starts and joins its own threads, about 50 µs each. A pool runs one graph at a time.</remarks>
internal sealed unsafe class ThreadPoolHandle : SafeHandle
{
    private ThreadPoolHandle(nint handle)
        : base(0, ownsHandle: true) => SetHandle(handle);

    public override bool IsInvalid => handle == 0;

    /// <exception cref="NativeLibraryException">The CPU backend offers no thread pool.</exception>
    public static ThreadPoolHandle Create(int threads)
    {
        ThreadPoolParams parameters;
        GgmlNative.ggml_threadpool_params_init(&parameters, threads);
        var create = (delegate* unmanaged[Cdecl]<ThreadPoolParams*, nint>)Function("ggml_threadpool_new\0"u8);
        var pool = new ThreadPoolHandle(create == null ? 0 : create(&parameters));
        return pool.IsInvalid
            ? throw new NativeLibraryException($"The CPU backend could not start a thread pool of {threads} threads: {NativeLog.TakeProblems()}")
            : pool;
    }

    /// <summary>The registration of the CPU backend, 0 where none is loaded.</summary>
    public static nint CpuRegistration()
    {
        fixed (byte* name = "CPU\0"u8)
        {
            return GgmlNative.ggml_backend_reg_by_name(name);
        }
    }

    protected override bool ReleaseHandle()
    {
        var free = (delegate* unmanaged[Cdecl]<nint, void>)Function("ggml_threadpool_free\0"u8);
        free(handle);
        return true;
    }

    private static nint Function(ReadOnlySpan<byte> name)
    {
        fixed (byte* text = name)
        {
            return GgmlNative.ggml_backend_reg_get_proc_address(CpuRegistration(), text);
        }
    }
}
