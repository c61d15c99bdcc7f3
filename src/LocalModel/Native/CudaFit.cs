namespace SKReasoning.LocalModel.Native;

/// <summary>Decides whether CUDA libraries run on a card with a driver.</summary>
/// <remarks>
/// Machine code needs a driver as new as the CUDA runtime that the library is made with; PTX also one that compiles its version. Where
/// a group of kernels has several codes for a card, the one that asks least of the driver counts.
/// </remarks>
internal static class CudaFit
{
    /// <summary>Why the kernels of <paramref name="package"/> cannot run on <paramref name="card"/>; null where they can.</summary>
    /// <param name="package">What the library holds.</param>
    /// <param name="library">Names the library in the problem.</param>
    /// <param name="card">The card.</param>
    /// <param name="driver">Newest CUDA version that the driver runs.</param>
    public static GpuProblem? Judge(CudaPackage package, string library, CudaCard card, Version driver)
    {
        var capability = card.ComputeCapability;
        var subject = $"{card.Name} (compute capability {capability})";
        var others = $"set {LlamaLibrary.PathVariable} to llama.cpp {LlamaLibrary.PinnedVersion} libraries with machine code for {capability}";
        var description = $"it holds {package}";
        var needed = NeededDriver(package, capability);
        if (needed is null)
        {
            return new GpuProblem(
                $"{subject} cannot run {library}, whatever the driver (this one knows CUDA {driver}): {description}.",
                $"Take a card that it fits, or {others}.");
        }

        if (driver >= needed)
        {
            return null;
        }

        var reason = needed > package.Runtime
            ? "holds no machine code for this card, only PTX that the driver must compile"
            : "is made with that CUDA version";
        return new GpuProblem(
            $"{subject} needs {CudaReleases.DriverFor(needed)}, but this driver knows CUDA {driver} only: {library} {reason} ({description}).",
            needed > package.Runtime ? $"Update the driver, or {others}." : $"Update the driver, or {others}, made with CUDA {driver} or older.");
    }

    /// <summary>The CUDA version that the oldest driver must know; null where no driver helps.</summary>
    internal static Version? NeededDriver(CudaPackage package, Version card)
    {
        var needed = package.Runtime;
        foreach (var module in package.Modules)
        {
            var fitting = module.Where(code => code.Fits(card));
            var least = fitting.Select(code => code.Ptx is { } ptx ? CudaReleases.FirstToCompile(ptx) : package.Runtime).Min();
            if (least is null)
            {
                return null;
            }

            needed = least > needed ? least : needed;
        }

        return needed;
    }
}
