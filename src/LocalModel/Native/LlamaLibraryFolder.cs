using System.Reflection;

namespace SKReasoning.LocalModel.Native;

/// <summary>Where the llama.cpp libraries lie and which file is which; names differ between the CPU and the CUDA package.</summary>
internal static class LlamaLibraryFolder
{
    private const string Package = "SKReasoning.Native.linux-x64";

    /// <summary>The folder to load from.</summary>
    /// <exception cref="NativeLibraryException">No candidate folder holds libllama.</exception>
    public static string Find()
    {
        var forced = Environment.GetEnvironmentVariable(LlamaLibrary.PathVariable);
        var isForced = !string.IsNullOrEmpty(forced);
        string[] candidates = isForced ? [Path.GetFullPath(forced!)] : [.. BuiltFolders()];
        return candidates.FirstOrDefault(folder => Match(folder, "libllama*.so") is not null)
            ?? throw new NativeLibraryException(
                $"No libllama*.so was found in {string.Join(" or ", candidates.Select(c => $"'{c}'"))}. "
                + (isForced
                    ? $"Point {LlamaLibrary.PathVariable} at a folder that holds llama.cpp {LlamaLibrary.PinnedVersion}, or remove it to use the libraries beside the application."
                    : $"The package {Package}, or {Package}.cuda for NVIDIA's cards, puts llama.cpp {LlamaLibrary.PinnedVersion} there: reference one from the application and build again, "
                        + $"or set {LlamaLibrary.PathVariable} to a folder that holds it."));
    }

    /// <summary>The one library in <paramref name="folder"/> that fits <paramref name="pattern"/>.</summary>
    /// <exception cref="NativeLibraryException">The folder holds none.</exception>
    public static string File(string folder, string pattern)
        => Match(folder, pattern)
            ?? throw new NativeLibraryException(
                $"'{folder}' holds no {pattern}. It must hold all libraries of llama.cpp {LlamaLibrary.PinnedVersion} (libllama, libggml, libggml-base, libggml-cpu-*); "
                + $"build again, or set {LlamaLibrary.PathVariable} to a complete folder.");

    /// <summary>The CUDA backend in <paramref name="folder"/>; null in folders for the CPU.</summary>
    public static string? CudaLibrary(string folder) => Match(folder, "libggml-cuda*.so");

    private static IEnumerable<string> BuiltFolders()
    {
        var built = typeof(LlamaLibraryFolder).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(a => a.Key == "LlamaBackend")?.Value ?? "cpu";

        // Plugins and test hosts load this assembly from a folder of its own. Empty in a single-file or AOT application.
        var location = Path.GetDirectoryName(GetLocation());
        string[] roots = string.IsNullOrEmpty(location) ? [AppContext.BaseDirectory] : [AppContext.BaseDirectory, location];

        // First the backend that this assembly was built with; a package of another one is the application's choice.
        string[] backends = [built, "cpu", "cuda"];
        return from backend in backends.Distinct() from root in roots.Select(Path.TrimEndingDirectorySeparator).Distinct() select Path.Combine(root, "llama", backend);
    }

    [System.Diagnostics.CodeAnalysis.UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "An empty location is handled by the caller.")]
    private static string GetLocation() => typeof(LlamaLibraryFolder).Assembly.Location;

    // libllama-common holds C++ helpers that are not loaded; the shortest name is the library itself.
    private static string? Match(string folder, string pattern)
        => !System.IO.Directory.Exists(folder)
            ? null
            : System.IO.Directory.EnumerateFiles(folder, pattern)
                .Where(file => !Path.GetFileName(file).Contains("common", StringComparison.Ordinal))
                .OrderBy(file => file.Length).ThenBy(file => file, StringComparer.Ordinal)
                .FirstOrDefault();
}
