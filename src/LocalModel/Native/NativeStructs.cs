using System.Runtime.InteropServices;

namespace SKReasoning.LocalModel.Native;

/// <summary>llama_model_params of v0.5.0 (80 bytes).</summary>
/// <remarks>
/// The managed structure is 512 bytes, so that a library with a longer one cannot write past it, and members that we do not
/// know keep the library's defaults. <see cref="StructLayouts"/> checks the offsets before the first use.
/// </remarks>
[StructLayout(LayoutKind.Explicit, Size = 512)]
internal unsafe struct ModelParams
{
    internal const int NativeSize = 80;

    [FieldOffset(0)] public nint* Devices;
    [FieldOffset(16)] public int GpuLayers;
    [FieldOffset(24)] public int LoadMode;
    [FieldOffset(40)] public float* TensorSplit;
    [FieldOffset(72)] public byte VocabOnly;
    [FieldOffset(73)] public byte CheckTensors;
}

/// <summary>llama_context_params of v0.5.0 (160 bytes); 512 bytes here, as <see cref="ModelParams"/>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 512)]
internal unsafe struct ContextParams
{
    internal const int NativeSize = 160;

    [FieldOffset(0)] public uint ContextSize;
    [FieldOffset(4)] public uint BatchSize;
    [FieldOffset(8)] public uint MicroBatchSize;
    [FieldOffset(12)] public uint Sequences;
    [FieldOffset(28)] public int Threads;
    [FieldOffset(32)] public int BatchThreads;
    [FieldOffset(52)] public int FlashAttention;
    [FieldOffset(88)] public delegate* unmanaged[Cdecl]<Tensor*, byte, void*, byte> EvalCallback;
    [FieldOffset(96)] public void* EvalCallbackData;
    [FieldOffset(104)] public int KeyType;
    [FieldOffset(108)] public int ValueType;
    [FieldOffset(112)] public delegate* unmanaged[Cdecl]<void*, byte> AbortCallback;
    [FieldOffset(120)] public void* AbortCallbackData;
    [FieldOffset(131)] public byte OffloadOperations;
    [FieldOffset(132)] public byte FullSlidingWindow;
    [FieldOffset(133)] public byte UnifiedCache;
}

/// <summary>llama_batch (56 bytes): tokens with positions, sequence ids and the wish for logits.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Batch
{
    public int Count;
    public int* Tokens;
    public float* Embeddings;
    public int* Positions;
    public int* SequenceCounts;
    public int** Sequences;
    public byte* Logits;
}

/// <summary>ggml_tensor (336 bytes): the members that capture and steering use.</summary>
[StructLayout(LayoutKind.Explicit, Size = 336)]
internal unsafe struct Tensor
{
    [FieldOffset(0)] public int Type;
    [FieldOffset(8)] public nint Buffer;
    [FieldOffset(16)] public fixed long Ne[4];
    [FieldOffset(48)] public fixed ulong Nb[4];
    [FieldOffset(80)] public int Op;

    // Operation parameters of a softmax, and of flash attention: the factor of the scores, the slope of ALiBi (0 without), the soft cap (0 without).
    [FieldOffset(84)] public float Scale;
    [FieldOffset(88)] public float MaxBias;
    [FieldOffset(92)] public float SoftCap;
    [FieldOffset(152)] public Tensor* Source0;
    [FieldOffset(160)] public Tensor* Source1;
    [FieldOffset(176)] public Tensor* Source3;
    [FieldOffset(184)] public Tensor* Source4;
    [FieldOffset(232)] public Tensor* ViewSource;
    [FieldOffset(240)] public ulong ViewOffset;
    [FieldOffset(248)] public void* Data;
    [FieldOffset(256)] public fixed byte Name[64];
}

/// <summary>llama_token_data: a candidate token of a grammar check.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TokenData
{
    public int Id;
    public float Logit;
    public float Probability;
}

/// <summary>llama_token_data_array.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct TokenDataArray
{
    public TokenData* Data;
    public nuint Size;
    public long Selected;
    public byte Sorted;
}

/// <summary>ggml_threadpool_params (528 bytes).</summary>
[StructLayout(LayoutKind.Explicit, Size = 528)]
internal struct ThreadPoolParams
{
    [FieldOffset(512)] public int Threads;
}
