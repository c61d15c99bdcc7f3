using System.Runtime.InteropServices;
using SKReasoning.LocalModel.Native;

namespace SKReasoning.LocalModel;

/// <summary>What NVIDIA's driver says of itself and its cards; needs no CUDA library of llama.cpp.</summary>
/// <param name="CudaVersion">Newest CUDA version that the driver runs, such as 13.0.</param>
/// <param name="Cards">The cards that this process may use.</param>
public sealed unsafe record CudaDriver(Version CudaVersion, IReadOnlyList<CudaCard> Cards)
{
    private const int ComputeMajor = 75;
    private const int ComputeMinor = 76;
    private const int NameBytes = 256;

    /// <summary>Asks the driver.</summary>
    /// <returns>Null where there is no driver, or none that answers.</returns>
    /// <remarks>Thread-safe. Starts the driver: up to a second the first time.</remarks>
    public static CudaDriver? Find()
    {
        if (!NativeLibrary.TryLoad(OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1", out var library)
            || !Function(library, "cuInit", out var init)
            || !Function(library, "cuDriverGetVersion", out var getVersion)
            || !Function(library, "cuDeviceGetCount", out var getCount)
            || !Function(library, "cuDeviceGet", out var getDevice)
            || !Function(library, "cuDeviceGetName", out var getName)
            || !Function(library, "cuDeviceGetAttribute", out var getAttribute))
        {
            return null;
        }

        int version, count;
        if (((delegate* unmanaged[Cdecl]<uint, int>)init)(0) != 0
            || ((delegate* unmanaged[Cdecl]<int*, int>)getVersion)(&version) != 0
            || ((delegate* unmanaged[Cdecl]<int*, int>)getCount)(&count) != 0)
        {
            return null;
        }

        var cards = new List<CudaCard>();
        var name = stackalloc byte[NameBytes];
        for (var i = 0; i < count; i++)
        {
            int device, major, minor;
            var attribute = (delegate* unmanaged[Cdecl]<int*, int, int, int>)getAttribute;
            if (((delegate* unmanaged[Cdecl]<int*, int, int>)getDevice)(&device, i) == 0
                && ((delegate* unmanaged[Cdecl]<byte*, int, int, int>)getName)(name, NameBytes, device) == 0
                && attribute(&major, ComputeMajor, device) == 0
                && attribute(&minor, ComputeMinor, device) == 0)
            {
                cards.Add(new CudaCard(LlamaLibrary.Text(name), new Version(major, minor)));
            }
        }

        // The driver writes 13.1 as 13010.
        return new CudaDriver(new Version(version / 1000, version % 1000 / 10), cards);
    }

    /// <summary>What keeps the CUDA libraries that the build can restore (<c>-p:LlamaBackend=cuda</c>) from running on these cards.</summary>
    /// <returns>A problem for each card that cannot run them; empty where all can.</returns>
    public IReadOnlyList<GpuProblem> JudgePackagedLibraries()
        => [.. Cards.Select(card => CudaFit.Judge(CudaPackage.Packaged, "the packaged CUDA library", card, CudaVersion)).OfType<GpuProblem>()];

    private static bool Function(nint library, string name, out nint address) => NativeLibrary.TryGetExport(library, name, out address);
}
