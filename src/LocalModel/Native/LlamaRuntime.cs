using System.Runtime.InteropServices;
using System.Text;
using SKReasoning.LocalModel.Native;

namespace SKReasoning.LocalModel;

/// <summary>What the llama.cpp libraries of this process are and what they can compute on.</summary>
/// <param name="Folder">The folder that they were loaded from.</param>
/// <param name="Version">Version of llama.cpp, such as 0.5.0-dev.</param>
/// <param name="GgmlVersion">Version of ggml and its commit.</param>
/// <param name="Backends">Names of the backends that were loaded.</param>
/// <param name="Devices">Devices of all backends.</param>
/// <param name="SystemInfo">What llama.cpp says of instruction sets and build options.</param>
public sealed unsafe record LlamaRuntime(
    string Folder,
    string Version,
    string GgmlVersion,
    IReadOnlyList<string> Backends,
    IReadOnlyList<ComputeDevice> Devices,
    string SystemInfo)
{
    // ggml_backend_dev_type: CPU 0, GPU 1, integrated GPU 2, accelerator 3.
    private const int Gpu = 1;

    /// <summary>The release of llama.cpp that this binding works with.</summary>
    public static string ExpectedVersion => LlamaLibrary.PinnedVersion;

    /// <summary>Loads and checks the libraries, unless a model has done so, and asks them.</summary>
    /// <remarks>Thread-safe. Costs about 50 ms the first time, seconds where a GPU is started.</remarks>
    /// <exception cref="NativeLibraryException">A library is missing, cannot be loaded, or is of another version or layout.</exception>
    public static LlamaRuntime Load()
    {
        LlamaLibrary.Load(logger: null);
        var backends = new List<string>();
        for (nuint i = 0; i < GgmlNative.ggml_backend_reg_count(); i++)
        {
            backends.Add(Text(GgmlNative.ggml_backend_reg_name(GgmlNative.ggml_backend_reg_get(i))));
        }

        var devices = new List<ComputeDevice>();
        for (nuint i = 0; i < GgmlNative.ggml_backend_dev_count(); i++)
        {
            devices.Add(Device(GgmlNative.ggml_backend_dev_get(i)));
        }

        return new LlamaRuntime(
            LlamaLibrary.Directory!,
            Text(LlamaNative.llama_version()),
            $"{Text(GgmlNative.ggml_version())} ({Text(GgmlNative.ggml_commit())})",
            backends,
            devices,
            Text(LlamaNative.llama_print_system_info()).Trim());
    }

    private static ComputeDevice Device(nint device)
    {
        nuint free = 0, total = 0;
        GgmlNative.ggml_backend_dev_memory(device, &free, &total);
        return new ComputeDevice(
            Text(GgmlNative.ggml_backend_dev_name(device)),
            Text(GgmlNative.ggml_backend_dev_description(device)),
            GgmlNative.ggml_backend_dev_type(device) == Gpu,
            (long)free,
            (long)total);
    }

    private static string Text(byte* text) => text == null ? "" : Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));
}
