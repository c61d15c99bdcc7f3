namespace SKReasoning.LocalModel.Native;

/// <summary>Where the layers of a model are put.</summary>
/// <param name="Layers">Layers for the GPUs; −1: all.</param>
/// <param name="Gpus">Names of the GPUs in llama.cpp; empty: the CPU alone.</param>
/// <param name="Shares">A share for each GPU; empty: llama.cpp decides by free memory.</param>
/// <param name="Refusal">Why the model runs on the CPU though layers were wanted on a GPU; else null.</param>
internal sealed record GpuPlacement(int Layers, IReadOnlyList<string> Gpus, IReadOnlyList<float> Shares, string? Refusal = null)
{
    private const int AllLayers = -1;

    private static readonly GpuPlacement s_cpu = new(0, [], []);

    /// <summary>Decides from what the libraries can do and what was asked for.</summary>
    /// <exception cref="NativeLibraryException">A GPU is wanted that cannot be used, and falling back was not allowed.</exception>
    /// <exception cref="ArgumentException">More GPUs are named than there are.</exception>
    public static GpuPlacement Choose(GpuSupport support, LocalModelOptions options)
    {
        if (options.GpuLayers == 0 || (options.GpuLayers is null && !support.HasBackend))
        {
            return s_cpu;
        }

        var wanted = Wanted(support, options);
        var problems = Problems(support, wanted);
        if (problems.Count == 0)
        {
            Gpu[] used = [.. wanted.Where(gpu => gpu.Problem is null)];
            float[] shares = [.. options.TensorSplit.Where(share => share > 0)];
            return new GpuPlacement(options.GpuLayers ?? AllLayers, [.. used.Select(gpu => gpu.Name)], shares);
        }

        var reason = string.Join(" ", problems);
        return options.FallBackToCpu
            ? s_cpu with { Refusal = reason }
            : throw new NativeLibraryException(
                $"{reason} To compute on the CPU, set {nameof(options.GpuLayers)} to 0, or {nameof(options.FallBackToCpu)} to true.");
    }

    // Where the choice is left to us, one GPU that works is enough; those that were named must work.
    private static IReadOnlyList<GpuProblem> Problems(GpuSupport support, IReadOnlyList<Gpu> wanted)
    {
        if (!support.HasBackend)
        {
            return
            [
                new GpuProblem(
                    "Layers are wanted on a GPU, but the libraries here compute on the CPU.",
                    $"Build with -p:LlamaBackend=cuda, or set {LlamaLibrary.PathVariable} to a folder of llama.cpp {LlamaLibrary.PinnedVersion} "
                        + "libraries with a GPU backend."),
            ];
        }

        return support.Problem is { } problem ? [problem] : [.. wanted.Select(gpu => gpu.Problem).OfType<GpuProblem>()];
    }

    private static IReadOnlyList<Gpu> Wanted(GpuSupport support, LocalModelOptions options)
    {
        var named = options.MainGpu is { } main ? main + 1 : options.TensorSplit.Count;
        if (support.Gpus.Count > 0 && named > support.Gpus.Count)
        {
            throw new ArgumentException(
                options.MainGpu is null
                    ? $"{nameof(options.TensorSplit)} has {named} shares, but there are {support.Gpus.Count} GPUs ({Names(support)})."
                    : $"{nameof(options.MainGpu)} is {options.MainGpu}, but the GPUs are 0 to {support.Gpus.Count - 1} ({Names(support)}).",
                nameof(options));
        }

        if (named > 0)
        {
            return [.. support.Gpus.Where((_, i) => options.MainGpu is { } index ? i == index : i < named && options.TensorSplit[i] > 0)];
        }

        return support.CanRun ? [.. support.Gpus.Where(gpu => gpu.Problem is null)] : support.Gpus;
    }

    private static string Names(GpuSupport support) => string.Join(", ", support.Gpus.Select(gpu => gpu.Name));
}
