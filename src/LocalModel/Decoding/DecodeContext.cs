using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SKReasoning.LocalModel.Capture;
using SKReasoning.LocalModel.Native;

namespace SKReasoning.LocalModel.Decoding;

/// <summary>A native context with its thread pool, its capture and its abort switch. Belongs to one thread, except for <see cref="Abort"/>.</summary>
internal sealed unsafe class DecodeContext : IDisposable
{
    private readonly GCHandle _self;
    private readonly LlamaContextHandle _handle;
    private volatile bool _abort;

    /// <exception cref="InvalidOperationException">The context does not fit into memory.</exception>
    public DecodeContext(LlamaModelHandle model, ModelShape shape, ContextOptions options)
    {
        _self = GCHandle.Alloc(this);
        Capture = new AttentionCapture(shape, options.Capture);
        var parameters = ContextParams.Default();
        parameters.ContextSize = (uint)options.Cells;
        parameters.Sequences = (uint)options.Sequences;
        parameters.BatchSize = (uint)options.BatchSize;
        parameters.MicroBatchSize = (uint)options.MicroBatchSize;
        parameters.Threads = parameters.BatchThreads = options.Threads;
        parameters.FlashAttention = options.FlashAttention switch { FlashAttention.On => 1, FlashAttention.Off => 0, _ => -1 };
        parameters.KeyType = TypeOf(options.CacheFormat);
        // Only flash attention reads values that are not floats.
        parameters.ValueType = options is { CacheFormat: CacheFormat.Q8, FlashAttention: FlashAttention.Off } ? TypeOf(CacheFormat.F16) : parameters.KeyType;
        // One stream for all sequences: prefixes can be shared, and sliding-window layers keep their tokens for a rewind.
        parameters.HasUnifiedCache = true;
        parameters.HasFullSlidingWindow = true;
        // With some layers on the CPU, llama.cpp would carry large batches of theirs to the GPU, where their attention cannot be followed.
        parameters.OffloadsOperations = false;
        parameters.SetAbortCallback(&OnAbort, (void*)GCHandle.ToIntPtr(_self));
        if (options.HasCallback)
        {
            Capture.Install(parameters);
        }

        _handle = LlamaContextHandle.Create(model, parameters, ThreadPoolHandle.Create(options.Threads));
        BatchSize = (int)LlamaNative.llama_n_batch(_handle.Pointer);
        Cells = (int)LlamaNative.llama_n_ctx(_handle.Pointer);
    }

    public AttentionCapture Capture { get; }

    /// <summary>Most tokens of one decode; llama.cpp may make it smaller than asked, and ends the process on a larger batch.</summary>
    public int BatchSize { get; }

    public int Cells { get; }

    public LlamaContextHandle Handle => _handle;

    public DecodeResult Decode(TokenBatch batch) => LlamaNative.llama_decode(_handle.Pointer, batch.Native) switch
    {
        0 => DecodeResult.Done,
        1 => DecodeResult.CacheFull,
        2 => DecodeResult.Aborted,
        _ => DecodeResult.Failed,
    };

    /// <summary>Hands out what was captured of the decode that has ended.</summary>
    public void EndCapture()
    {
        if (Capture.IsActive)
        {
            // A GPU may still compute when the call that started it has returned.
            LlamaNative.llama_synchronize(_handle.Pointer);
        }

        Capture.End();
    }

    /// <summary>Logits after the token at <paramref name="index"/> of the batch, which must have asked for them. Shape (vocabulary).</summary>
    public ReadOnlySpan<float> Logits(int index, int vocabulary)
    {
        var logits = LlamaNative.llama_get_logits_ith(_handle.Pointer, index);
        return logits == null
            ? throw new InvalidOperationException($"llama.cpp computed no logits for token {index} of the batch.")
            : new ReadOnlySpan<float>(logits, vocabulary);
    }

    /// <summary>Stops the decode that is running, or the next one. Thread-safe.</summary>
    public void Abort() => _abort = true;

    public void ClearAbort() => _abort = false;

    public void Dispose()
    {
        _handle.Dispose();
        Capture.Dispose();
        if (_self.IsAllocated)
        {
            _self.Free();
        }
    }

    // Numbers of ggml_type.
    private static int TypeOf(CacheFormat format) => format switch { CacheFormat.F32 => 0, CacheFormat.Q8 => 8, _ => 1 };

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte OnAbort(void* userData)
        => ((DecodeContext)GCHandle.FromIntPtr((nint)userData).Target!)._abort ? (byte)1 : (byte)0;
}
