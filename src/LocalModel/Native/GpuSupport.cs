namespace SKReasoning.LocalModel.Native;

/// <summary>What the loaded libraries can do with the GPUs of this machine.</summary>
/// <param name="HasBackend">Whether there is a GPU backend among the libraries, one that works or not.</param>
/// <param name="Gpus">The GPUs, those that cannot be used as well, in the order in which options count them.</param>
/// <param name="Problem">Why no GPU can be used, where it is not a matter of a single one.</param>
/// <param name="Package">What the CUDA library holds; null without one, or where it cannot be read.</param>
internal sealed record GpuSupport(bool HasBackend, IReadOnlyList<Gpu> Gpus, GpuProblem? Problem = null, CudaPackage? Package = null)
{
    private const string CudaPrefix = "CUDA";

    /// <summary>Libraries that compute on the CPU.</summary>
    public static GpuSupport None { get; } = new(HasBackend: false, []);

    /// <summary>Whether a GPU can be used.</summary>
    public bool CanRun => Gpus.Any(IsUsable);

    /// <summary>All that keeps GPUs from being used.</summary>
    public IReadOnlyList<GpuProblem> Problems => Problem is null ? [.. Gpus.Select(gpu => gpu.Problem).OfType<GpuProblem>()] : [Problem];

    /// <summary>Judges a CUDA library that could be read.</summary>
    /// <param name="package">What it holds.</param>
    /// <param name="library">Names it in problems.</param>
    /// <param name="driver">The driver; null where none answers.</param>
    public static GpuSupport Judge(CudaPackage package, string library, CudaDriver? driver) => driver is null or { Cards: [] }
        ? Unusable(
            new GpuProblem(
                driver is null
                    ? $"{library} cannot be used: NVIDIA's driver does not answer here."
                    : $"{library} cannot be used: NVIDIA's driver (CUDA {driver.CudaVersion}) shows no card.",
                $"It holds {package}, and needs {CudaReleases.DriverFor(package.Runtime)} at least. Check what nvidia-smi says, that a container "
                    + "has access to the GPU, and CUDA_VISIBLE_DEVICES."),
            package)
        : new GpuSupport(
            HasBackend: true,
            [.. driver.Cards.Select((card, i) => new Gpu($"{CudaPrefix}{i}", CudaFit.Judge(package, library, card, driver.CudaVersion)))],
            Package: package);

    /// <summary>A GPU backend that cannot be used on any card.</summary>
    public static GpuSupport Unusable(GpuProblem problem, CudaPackage? package = null) => new(HasBackend: true, [], problem, package);

    /// <summary>Compares what was expected with the GPUs that the loaded backends show.</summary>
    /// <param name="shown">Names of the GPUs that the backends show.</param>
    /// <param name="integrated">Names of those that share the processor's memory.</param>
    /// <param name="log">What the backends said of problems.</param>
    /// <returns>
    /// With a CUDA library its cards, with a problem for those that are not shown. Else the GPUs of whatever backend there is, integrated
    /// ones where there are no others.
    /// </returns>
    public GpuSupport Reconcile(IReadOnlyList<string> shown, IReadOnlyList<string> integrated, string log)
    {
        if (!HasBackend)
        {
            var gpus = shown.Count > 0 ? shown : integrated;
            return gpus.Count == 0 ? this : new GpuSupport(HasBackend: true, [.. gpus.Select(name => new Gpu(name))]);
        }

        shown = [.. shown, .. integrated];
        return this with
        {
            Gpus = [.. Gpus.Select(gpu => IsUsable(gpu) && !shown.Contains(gpu.Name) ? gpu with { Problem = Hidden(gpu, log) } : gpu)],
        };
    }

    private static GpuProblem Hidden(Gpu gpu, string log) => new(
        $"llama.cpp does not show {gpu.Name}, though card and driver fit its CUDA library{(log.Length > 0 ? $" ({log})" : "")}.",
        "Check what nvidia-smi says, and that ldd finds all that the CUDA library needs.");

    private static bool IsUsable(Gpu gpu) => gpu.Problem is null;
}
