using System.Runtime.InteropServices;

namespace SKReasoning.LocalModel.Native;

/// <summary>A context: KV cache and compute buffers of one decode loop. Keeps its model alive.</summary>
internal sealed class LlamaContextHandle : SafeHandle
{
    private readonly LlamaModelHandle _model;
    private readonly ThreadPoolHandle _threads;

    private LlamaContextHandle(nint handle, LlamaModelHandle model, ThreadPoolHandle threads)
        : base(0, ownsHandle: true)
    {
        _model = model;
        _threads = threads;
        SetHandle(handle);
    }

    public override bool IsInvalid => handle == 0;

    public nint Pointer => handle;

    /// <exception cref="InvalidOperationException">llama.cpp cannot create the context, for lack of memory as a rule.</exception>
    public static LlamaContextHandle Create(LlamaModelHandle model, ContextParams parameters, ThreadPoolHandle threads)
    {
        var referenced = false;
        model.DangerousAddRef(ref referenced);
        NativeLog.TakeProblems();
        var context = new LlamaContextHandle(LlamaNative.llama_init_from_model(model.Pointer, parameters.Native), model, threads);
        if (context.IsInvalid)
        {
            model.DangerousRelease();
            throw new InvalidOperationException(
                $"llama.cpp cannot create a context of {parameters.ContextSize} cells for {parameters.Sequences} sequences: {NativeLog.TakeProblems()} "
                + "Ask for a smaller context or fewer sequences.");
        }

        LlamaNative.llama_attach_threadpool(context.Pointer, threads.DangerousGetHandle(), threads.DangerousGetHandle());
        return context;
    }

    protected override bool ReleaseHandle()
    {
        LlamaNative.llama_detach_threadpool(handle);
        LlamaNative.llama_free(handle);
        _threads.Dispose();
        _model.DangerousRelease();
        return true;
    }
}
