using SKReasoning.LocalModel.Native;

namespace SKReasoning.LocalModel;

/// <summary>What the llama.cpp libraries of this process are and what they can compute on.</summary>
/// <param name="Folder">The folder that they were loaded from.</param>
/// <param name="Version">Version of llama.cpp, such as 0.5.0-dev; where the library names none, the release that it is laid out as, such as LLamaSharp 0.30.0.</param>
/// <param name="GgmlVersion">Version of ggml and its commit.</param>
/// <param name="Backends">Names of the backends that were loaded.</param>
/// <param name="Devices">Devices of all backends, without GPUs that cannot be used.</param>
/// <param name="SystemInfo">What llama.cpp says of instruction sets and build options.</param>
public sealed unsafe record LlamaRuntime(
    string Folder,
    string Version,
    string GgmlVersion,
    IReadOnlyList<string> Backends,
    IReadOnlyList<ComputeDevice> Devices,
    string SystemInfo)
{
    /// <summary>The release of llama.cpp that this binding was written for; those whose layouts it knows beside work too.</summary>
    public static string ExpectedVersion => LlamaLibrary.PinnedVersion;

    /// <summary>The device code that the CUDA library holds, in words; null without one, or where it cannot be read.</summary>
    public string? CudaCode { get; private init; }

    /// <summary>Whether models are put on a GPU unless their options say otherwise.</summary>
    public bool CanUseGpu { get; private init; }

    /// <summary>Why GPUs, all or some, cannot be used; empty without a GPU backend.</summary>
    public IReadOnlyList<GpuProblem> GpuProblems { get; private init; } = [];

    /// <summary>Loads and checks the libraries, unless a model has done so, and asks them.</summary>
    /// <remarks>Thread-safe. Costs about 50 ms the first time, seconds where a GPU is started.</remarks>
    /// <exception cref="NativeLibraryException">A library is missing, cannot be loaded, or is of another version or layout.</exception>
    public static LlamaRuntime Load()
    {
        LlamaLibrary.Load(logger: null);
        var backends = new List<string>();
        for (nuint i = 0; i < GgmlNative.ggml_backend_reg_count(); i++)
        {
            backends.Add(LlamaLibrary.Text(GgmlNative.ggml_backend_reg_name(GgmlNative.ggml_backend_reg_get(i))));
        }

        var gpus = LlamaLibrary.Gpus;
        return new LlamaRuntime(
            LlamaLibrary.Directory!,
            LlamaLibrary.Version ?? LlamaLibrary.Layout.Release,
            $"{LlamaLibrary.Text(GgmlNative.ggml_version())} ({LlamaLibrary.Text(GgmlNative.ggml_commit())})",
            backends,
            GgmlDevices.Describe(except: [.. gpus.Gpus.Where(gpu => gpu.Problem is not null).Select(gpu => gpu.Name)]),
            LlamaLibrary.Text(LlamaNative.llama_print_system_info()).Trim())
        {
            CudaCode = gpus.Package?.ToString(),
            CanUseGpu = gpus.CanRun,
            GpuProblems = gpus.Problems,
        };
    }
}
