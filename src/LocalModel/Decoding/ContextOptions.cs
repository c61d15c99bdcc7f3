using SKReasoning.LocalModel.Capture;

namespace SKReasoning.LocalModel.Decoding;

/// <summary>How the context of a decode loop is created.</summary>
/// <param name="Cells">Cells of the KV cache, for all sequences together.</param>
/// <param name="Sequences">Sequences at the same time.</param>
/// <param name="Threads">Threads that compute what no GPU does.</param>
/// <param name="BatchSize">Most tokens of one decode.</param>
/// <param name="MicroBatchSize">Most tokens of one graph.</param>
/// <param name="CacheFormat">Number format of the KV cache.</param>
/// <param name="FlashAttention">Whether attention is computed without writing its weights down; where that is left open, llama.cpp does it if the device can.</param>
/// <param name="HasCallback">Whether llama.cpp asks us about its nodes: nothing can be captured or steered otherwise.</param>
/// <param name="Capture">How captured values are brought to observers.</param>
internal sealed record ContextOptions(
    int Cells,
    int Sequences,
    int Threads,
    int BatchSize,
    int MicroBatchSize,
    CacheFormat CacheFormat,
    FlashAttention FlashAttention,
    bool HasCallback,
    CaptureOptions Capture);
