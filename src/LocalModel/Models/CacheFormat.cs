namespace SKReasoning.LocalModel;

/// <summary>How keys and values are stored in the KV cache.</summary>
public enum CacheFormat
{
    /// <summary>16-bit floats: half the memory and the speed that models are tuned for.</summary>
    F16,

    /// <summary>32-bit floats: captured attention is exact to about 1e-6.</summary>
    F32,

    /// <summary>8-bit integers in blocks of 32 with a common factor: half the memory of 16 bits. Values stay at 16 bits without flash attention, which alone can read them, so on the processor by default.</summary>
    Q8,
}
