using System.Runtime.InteropServices;

namespace SKReasoning.LocalModel.Native;

/// <summary>A loaded model; freed when the last context on it is gone.</summary>
internal sealed unsafe class LlamaModelHandle : SafeHandle
{
    private LlamaModelHandle(nint handle)
        : base(0, ownsHandle: true) => SetHandle(handle);

    public override bool IsInvalid => handle == 0;

    public nint Pointer => handle;

    /// <exception cref="ModelFileException">llama.cpp refuses the file; the message holds its own reason.</exception>
    public static LlamaModelHandle Load(string path, int gpuLayers, bool checkTensors)
    {
        var parameters = LlamaNative.llama_model_default_params();
        parameters.GpuLayers = gpuLayers;
        parameters.CheckTensors = checkTensors ? (byte)1 : (byte)0;
        // Not memory-mapped: a mapped file that shrinks while in use ends the process with SIGBUS.
        parameters.LoadMode = 0;
        NativeLog.TakeProblems();
        fixed (byte* file = LlamaLibrary.Utf8(path))
        {
            var model = new LlamaModelHandle(LlamaNative.llama_model_load_from_file(file, parameters));
            return model.IsInvalid
                ? throw new ModelFileException(path, $"llama.cpp {LlamaLibrary.PinnedVersion} cannot load it: {NativeLog.TakeProblems()}")
                : model;
        }
    }

    protected override bool ReleaseHandle()
    {
        LlamaNative.llama_model_free(handle);
        return true;
    }
}
