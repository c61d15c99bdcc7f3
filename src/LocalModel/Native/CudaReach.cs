namespace SKReasoning.LocalModel.Native;

/// <summary>How far beyond its own compute capability code may run.</summary>
internal enum CudaReach
{
    /// <summary>As far as its kind allows.</summary>
    Open,

    /// <summary>Later cards of the same generation, as code for sm_120f.</summary>
    Family,

    /// <summary>Nowhere else, as code for sm_120a.</summary>
    Exact,
}
