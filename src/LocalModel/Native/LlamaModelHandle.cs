using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace SKReasoning.LocalModel.Native;

/// <summary>A loaded model; freed when the last context on it is gone.</summary>
internal sealed unsafe partial class LlamaModelHandle : SafeHandle
{
    private LlamaModelHandle(nint handle)
        : base(0, ownsHandle: true) => SetHandle(handle);

    public override bool IsInvalid => handle == 0;

    public nint Pointer => handle;

    /// <exception cref="ModelFileException">llama.cpp refuses the file; the message holds its own reason.</exception>
    public static LlamaModelHandle Load(string path, GpuPlacement placement, bool checkTensors, ILogger? logger)
    {
        if (placement.Refusal is { } refusal && logger is not null)
        {
            LogFallBack(logger, refusal);
        }

        // Ends with a zero: with no GPU before it, llama.cpp touches none.
        var devices = stackalloc nint[placement.Gpus.Count + 1];
        for (var i = 0; i < placement.Gpus.Count; i++)
        {
            fixed (byte* name = LlamaLibrary.Utf8(placement.Gpus[i]))
            {
                devices[i] = GgmlNative.ggml_backend_dev_by_name(name);
            }
        }

        var shares = new float[LlamaNative.llama_max_devices()];
        for (var i = 0; i < placement.Shares.Count; i++)
        {
            shares[i] = placement.Shares[i];
        }

        var parameters = ModelParams.Default();
        parameters.SetDevices(devices);
        parameters.GpuLayers = placement.Layers;
        parameters.ChecksTensors = checkTensors;
        parameters.ReadIntoMemory();
        NativeLog.TakeProblems();
        fixed (byte* file = LlamaLibrary.Utf8(path))
        fixed (float* split = shares)
        {
            parameters.SetShares(split);
            var model = new LlamaModelHandle(LlamaNative.llama_model_load_from_file(file, parameters.Native));
            return model.IsInvalid
                ? throw new ModelFileException(path, $"{LlamaLibrary.Layout.Release} cannot load it: {NativeLog.TakeProblems()}")
                : model;
        }
    }

    protected override bool ReleaseHandle()
    {
        LlamaNative.llama_model_free(handle);
        return true;
    }

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "The model runs on the CPU: {Reason}")]
    private static partial void LogFallBack(ILogger logger, string reason);
}
