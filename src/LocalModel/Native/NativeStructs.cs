using System.Runtime.InteropServices;

namespace SKReasoning.LocalModel.Native;

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
