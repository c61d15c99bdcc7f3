namespace SKReasoning.LocalModel.Native;

/// <summary>Looks at the CUDA library of a natives folder, and at the driver, before the library is loaded.</summary>
internal static class CudaLibrary
{
    /// <summary>Judges the library and, where a card can run it, loads the CUDA runtime for it.</summary>
    /// <remarks>Asks the driver for its version and its cards; nothing is started on a card.</remarks>
    public static GpuSupport Prepare(string file)
    {
        if (!CudaPackage.TryRead(file, out var package, out var problem))
        {
            return GpuSupport.Unusable(
                new GpuProblem(
                    $"'{file}' cannot be read ({problem.TrimEnd('.')}), so it is not known which cards it runs on.",
                    $"Build again, or set {LlamaLibrary.PathVariable} to a complete folder of llama.cpp {LlamaLibrary.PinnedVersion} libraries."));
        }

        var support = GpuSupport.Judge(package, Path.GetFileName(file), CudaDriver.Find());
        return support.CanRun && CudaRuntime.Load(package.NeededLibraries, Path.GetDirectoryName(file)!) is { } missing
            ? GpuSupport.Unusable(missing, package)
            : support;
    }
}
