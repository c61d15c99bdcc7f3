namespace SKReasoning.LocalModel.Native;

/// <summary>One form in which kernels are kept: machine code, or PTX, which the driver compiles.</summary>
/// <param name="Architecture">Compute capability that it is made for.</param>
/// <param name="Ptx">Version of the PTX language that it is written in; null for machine code.</param>
/// <param name="Reach">How far beyond that compute capability it may run.</param>
internal readonly record struct CudaCode(Version Architecture, Version? Ptx = null, CudaReach Reach = CudaReach.Open)
{
    /// <summary>Whether cards of a compute capability run it, given a driver that is new enough.</summary>
    /// <remarks>Machine code runs on its own generation from its own minor number on; PTX on everything that is not older.</remarks>
    public bool Fits(Version card) => Reach switch
    {
        CudaReach.Exact => Architecture == card,
        CudaReach.Open when Ptx is not null => Architecture <= card,
        _ => Architecture <= card && Architecture.Major == card.Major,
    };
}
