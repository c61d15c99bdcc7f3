namespace SKReasoning.LocalModel.Native;

/// <summary>Which release of CUDA brought which PTX language and came with which driver.</summary>
/// <remarks>Source: the release notes of CUDA and of the PTX language.</remarks>
internal static class CudaReleases
{
    private static readonly (Version Cuda, string Driver)[] s_drivers =
    [
        (new(11, 0), "450"),
        (new(12, 0), "525"),
        (new(12, 1), "530"),
        (new(12, 2), "535"),
        (new(12, 3), "545"),
        (new(12, 4), "550"),
        (new(12, 5), "555"),
        (new(12, 6), "560"),
        (new(12, 7), "565"),
        (new(12, 8), "570"),
        (new(12, 9), "575"),
        (new(13, 0), "580"),
        (new(13, 1), "590"),
    ];

    /// <summary>The first CUDA version whose driver compiles a version of PTX.</summary>
    public static Version FirstToCompile(Version ptx)
    {
        // Each CUDA release has a PTX version with a major number less by four and the same minor number; but CUDA 12.6 had that of 12.5.
        var isAfterPause = ptx.Major == 8 && ptx.Minor > 5;
        return new Version(ptx.Major + 4, isAfterPause ? ptx.Minor + 1 : ptx.Minor);
    }

    /// <summary>Names the drivers for a CUDA version, such as "a driver for CUDA 13.1 (590 or newer)".</summary>
    public static string DriverFor(Version cuda)
    {
        var driver = s_drivers.FirstOrDefault(release => release.Cuda == cuda).Driver;
        return driver is null ? $"a driver for CUDA {cuda} or newer" : $"a driver for CUDA {cuda} ({driver} or newer)";
    }
}
