using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Extensions.Logging;

namespace SKReasoning.LocalModel.Native;

/// <summary>Finds, loads and checks the llama.cpp libraries, once a process.</summary>
/// <remarks>
/// Nothing happens in a type initialiser: <see cref="Load"/> is called by the first model. Thread-safe. Costs about 50 ms the first time,
/// with CUDA libraries seconds: the driver is asked for its cards, and the CUDA runtime is loaded where a card can run them.
/// Folders tried: the variable SKREASONING_NATIVE_PATH where it is set, else llama/BACKEND beside the application and beside this assembly, first
/// for the backend that this assembly was built with.
/// </remarks>
internal static unsafe class LlamaLibrary
{
    /// <summary>The release of llama.cpp that this binding was written for, and that the build restores.</summary>
    public const string PinnedVersion = "0.5.0";

    public const string PathVariable = "SKREASONING_NATIVE_PATH";

    private static readonly Lock s_gate = new();
    private static readonly Dictionary<string, nint> s_handles = [];
    private static string? s_directory;
    private static ParameterLayout? s_layout;
    private static GpuSupport s_gpus = GpuSupport.None;
    private static bool s_resolving;

    /// <summary>The folder that the libraries were loaded from; null before <see cref="Load"/>.</summary>
    public static string? Directory => s_directory;

    /// <summary>How the library lays its parameters out.</summary>
    /// <exception cref="InvalidOperationException"><see cref="Load"/> was not called yet.</exception>
    public static ParameterLayout Layout => s_layout ?? throw new InvalidOperationException("The llama.cpp libraries are not loaded yet.");

    /// <summary>What the library says of its version, such as 0.5.0-dev; null where it says nothing.</summary>
    public static string? Version
        => NativeLibrary.TryGetExport(s_handles[LlamaNative.Llama], "llama_version", out _) ? Text(LlamaNative.llama_version()) : null;

    /// <summary>What the libraries can do with the GPUs of this machine; nothing before <see cref="Load"/>.</summary>
    public static GpuSupport Gpus => s_gpus;

    /// <summary>Loads the libraries; later calls return at once.</summary>
    /// <exception cref="NativeLibraryException">A library is missing, cannot be loaded, or is of another version.</exception>
    public static void Load(ILogger? logger)
    {
        lock (s_gate)
        {
            NativeLog.RouteTo(logger);
            if (s_directory is not null)
            {
                return;
            }

            var directory = LlamaLibraryFolder.Find();
            // Without it, an abort of llama.cpp forks a debugger and hangs for seconds before the process ends.
            ProcessEnvironment.Set("GGML_NO_BACKTRACE\0"u8, "1\0"u8);
            s_handles[LlamaNative.GgmlBase] = LoadFile(LlamaLibraryFolder.File(directory, "libggml-base*.so"));
            s_handles[LlamaNative.Ggml] = LoadFile(LlamaLibraryFolder.File(directory, "libggml.*so"));
            s_handles[LlamaNative.Llama] = LoadFile(LlamaLibraryFolder.File(directory, "libllama*.so"));
            if (!s_resolving)
            {
                NativeLibrary.SetDllImportResolver(typeof(LlamaLibrary).Assembly, Resolve);
                s_resolving = true;
            }

            s_layout = FindLayout(directory);
            NativeLog.Install();
            // Before the backends, which look for the CUDA runtime and for cards as soon as they are loaded.
            var gpus = LlamaLibraryFolder.CudaLibrary(directory) is { } cuda ? CudaLibrary.Prepare(cuda) : GpuSupport.None;
            fixed (byte* path = Utf8(directory))
            {
                GgmlNative.ggml_backend_load_all_from_path(path);
            }

            LlamaNative.llama_backend_init();
            var problems = NativeLog.TakeProblems();
            if (ThreadPoolHandle.CpuRegistration() == 0)
            {
                throw new NativeLibraryException(
                    $"No CPU backend could be loaded from '{directory}' ({problems}). The folder must hold libggml-cpu-*.so of the same release; "
                    + $"build again, or point {PathVariable} at a complete llama.cpp {PinnedVersion} folder.");
            }

            s_gpus = gpus.Reconcile(GgmlDevices.Gpus, GgmlDevices.IntegratedGpus, problems);
            s_directory = directory;
        }
    }

    private static nint LoadFile(string file)
    {
        try
        {
            return NativeLibrary.Load(file);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new NativeLibraryException(
                $"'{file}' cannot be loaded: {e.Message.Trim()} It must be a 64-bit library of llama.cpp {PinnedVersion} for this system with the libraries it needs beside it; "
                + $"build again, or point {PathVariable} at a complete folder.",
                e);
        }
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath) => s_handles.GetValueOrDefault(name);

    // A library that names no version is known by what it does: builds for other bindings come from before there was one.
    private static ParameterLayout FindLayout(string directory)
    {
        try
        {
            if (Version is { } version && !version.StartsWith(PinnedVersion, StringComparison.Ordinal))
            {
                throw Unknown(directory, $"version {version}");
            }

            var model = LlamaNative.llama_model_default_params();
            var context = LlamaNative.llama_context_default_params();
            var layout = ParameterLayout.Find(model.Bytes, context.Bytes)
                ?? throw Unknown(directory, $"another layout of llama_model_params ({Defaults(model)}) or llama_context_params ({Defaults(context)})");
            return TensorLayout.IsAsExpected() ? layout : throw Unknown(directory, "another layout of ggml_tensor");
        }
        catch (EntryPointNotFoundException e)
        {
            throw Unknown(directory, "other functions", e);
        }
    }

    private static NativeLibraryException Unknown(string directory, string found, Exception? cause = null) => new(
        $"The llama.cpp library in '{directory}' has {found}{(cause is null ? "" : $" ({cause.Message})")}; this binding works with "
        + $"{string.Join(", ", ParameterLayout.Known.Select(layout => layout.Release))} only. "
        + $"Remove {PathVariable} to use the libraries that the build restores, or point it at one of these.",
        cause!);

    // Behind these bytes no known structure has members.
    private static string Defaults(ParameterBlock block) => Convert.ToHexString(block.Bytes[..160]);

    internal static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text + '\0');

    /// <summary>A text of native code; empty where there is none.</summary>
    internal static string Text(byte* utf8) => utf8 == null ? "" : Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(utf8));
}
