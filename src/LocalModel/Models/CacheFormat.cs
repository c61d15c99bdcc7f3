namespace SKReasoning.LocalModel;

/// <summary>Number format of the KV cache.</summary>
public enum CacheFormat
{
    /// <summary>16-bit floats: half the memory; attention differs by about 1e-3.</summary>
    F16,

    /// <summary>32-bit floats: exact.</summary>
    F32,
}
