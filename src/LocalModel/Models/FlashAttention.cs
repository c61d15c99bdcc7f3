namespace SKReasoning.LocalModel;

/// <summary>Whether attention is computed without writing its weights down, which is faster and takes less memory on a GPU.</summary>
/// <remarks>Attention can be read either way: without it as it was used; with it computed anew from the same queries and keys.</remarks>
public enum FlashAttention
{
    /// <summary>On where a GPU computes that can do it for the model, off on the processor, where it makes decoding slower.</summary>
    Auto,

    /// <summary>Off: weights are read as they were used, and single heads can be steered.</summary>
    Off,

    /// <summary>On.</summary>
    On,
}
