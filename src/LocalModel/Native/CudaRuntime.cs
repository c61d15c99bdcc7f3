using System.Runtime.InteropServices;

namespace SKReasoning.LocalModel.Native;

/// <summary>Finds and loads the CUDA runtime libraries that a CUDA library of llama.cpp needs, so that the dynamic linker has them.</summary>
/// <remarks>
/// Places, first to last: beside the library, where the dynamic linker looks, lib64 under CUDA_PATH and CUDA_HOME, /usr/local/cuda/lib64.
/// </remarks>
internal static class CudaRuntime
{
    private const string Runtime = "libcudart.so";
    private const string Blas = "libcublas.so";
    private const string BlasCore = "libcublasLt.so";

    /// <summary>Loads them.</summary>
    /// <param name="needed">All libraries that the CUDA library needs; those of others are left to the dynamic linker.</param>
    /// <param name="folder">Folder of the CUDA library.</param>
    /// <returns>Null where all are loaded, else what is missing.</returns>
    public static GpuProblem? Load(IReadOnlyList<string> needed, string folder)
        => Load(needed, [folder, "", .. Installed("CUDA_PATH"), .. Installed("CUDA_HOME"), "/usr/local/cuda/lib64"]);

    /// <param name="needed">All libraries that the CUDA library needs.</param>
    /// <param name="places">Folders in order; the empty one stands for where the dynamic linker looks.</param>
    internal static GpuProblem? Load(IReadOnlyList<string> needed, IReadOnlyList<string> places)
    {
        var missing = Libraries(needed).FirstOrDefault(name => !places.Any(place => NativeLibrary.TryLoad(Path.Combine(place, name), out _)));
        if (missing is null)
        {
            return null;
        }

        var tried = string.Join(", ", places.Select(place => place.Length > 0 ? $"'{place}'" : "the system"));
        return new GpuProblem(
            $"{missing}, which the CUDA library needs, cannot be loaded from {tried}.",
            $"Install the CUDA {missing[(missing.LastIndexOf('.') + 1)..]} runtime with cuBLAS and set CUDA_PATH to its folder, or put its lib64 into "
                + "LD_LIBRARY_PATH, or copy its libcudart, libcublas and libcublasLt beside the libraries.");
    }

    /// <summary>Those of the CUDA runtime, each after what it needs itself.</summary>
    internal static IEnumerable<string> Libraries(IReadOnlyList<string> needed) => needed
        .Where(name => name.StartsWith(Runtime, StringComparison.Ordinal) || name.StartsWith(Blas, StringComparison.Ordinal))
        .OrderByDescending(name => name, StringComparer.Ordinal)
        .SelectMany(name => name.StartsWith(Blas, StringComparison.Ordinal) ? [BlasCore + name[Blas.Length..], name] : (string[])[name]);

    private static IEnumerable<string> Installed(string variable)
        => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } root ? [Path.Combine(root, "lib64")] : [];
}
