namespace SKReasoning.LocalModel;

/// <summary>Whether attention is computed without writing its weights down, which is faster and takes less memory on a GPU.</summary>
/// <remarks>Attention can be read either way: exactly without it; with it anew from the queries, which differs by its own rounding, about 1e-3.</remarks>
public enum FlashAttention
{
    /// <summary>On where a GPU computes, off on the processor, where it makes decoding slower.</summary>
    Auto,

    /// <summary>Off: weights are read as they were used, and single heads can be steered.</summary>
    Off,

    /// <summary>On.</summary>
    On,
}
