using System.Reflection;

namespace SKReasoning.LocalModel.Native;

/// <summary>Where the llama.cpp libraries lie and which file is which; names differ between the CPU and the CUDA package.</summary>
internal static class LlamaLibraryFolder
{
    /// <summary>The folder to load from.</summary>
    /// <exception cref="NativeLibraryException">No candidate folder holds libllama.</exception>
    public static string Find()
    {
        var forced = Environment.GetEnvironmentVariable(LlamaLibrary.PathVariable);
        string[] candidates = string.IsNullOrEmpty(forced) ? [.. BuiltFolders()] : [Path.GetFullPath(forced)];
        return candidates.FirstOrDefault(folder => Match(folder, "libllama*.so") is not null)
            ?? throw new NativeLibraryException(
                $"No libllama*.so was found in {string.Join(" or ", candidates.Select(c => $"'{c}'"))}. "
                + $"The build puts llama.cpp {LlamaLibrary.PinnedVersion} there; build again, or set {LlamaLibrary.PathVariable} to a folder that holds it.");
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
        var backend = typeof(LlamaLibraryFolder).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(a => a.Key == "LlamaBackend")?.Value ?? "cpu";
        yield return Path.Combine(AppContext.BaseDirectory, "llama", backend);

        // Plugins and test hosts load this assembly from a folder of its own. Empty in a single-file or AOT application.
        var location = Path.GetDirectoryName(GetLocation());
        if (!string.IsNullOrEmpty(location))
        {
            yield return Path.Combine(location, "llama", backend);
        }
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
