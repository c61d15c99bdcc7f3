namespace SKReasoning.LocalModel.Native;

/// <summary>The devices that the loaded backends show.</summary>
internal static unsafe class GgmlDevices
{
    // ggml_backend_dev_type: CPU 0, GPU 1, integrated GPU 2, accelerator 3.
    private const int Gpu = 1;
    private const int IntegratedGpu = 2;

    /// <summary>Names of the GPUs that have memory of their own.</summary>
    public static IReadOnlyList<string> Gpus => OfType(Gpu);

    /// <summary>Names of the GPUs that share the processor's memory.</summary>
    public static IReadOnlyList<string> IntegratedGpus => OfType(IntegratedGpu);

    /// <summary>Describes the devices. Asking a GPU for its memory starts it.</summary>
    /// <param name="except">Names of those to leave alone.</param>
    public static IReadOnlyList<ComputeDevice> Describe(IReadOnlyCollection<string> except)
        => [.. All().Where(device => !except.Contains(Name(device))).Select(Describe)];

    private static List<string> OfType(int type) => [.. All().Where(device => GgmlNative.ggml_backend_dev_type(device) == type).Select(Name)];

    private static IEnumerable<nint> All()
    {
        for (nuint i = 0; i < GgmlNative.ggml_backend_dev_count(); i++)
        {
            yield return GgmlNative.ggml_backend_dev_get(i);
        }
    }

    private static ComputeDevice Describe(nint device)
    {
        nuint free = 0, total = 0;
        GgmlNative.ggml_backend_dev_memory(device, &free, &total);
        return new ComputeDevice(
            Name(device),
            LlamaLibrary.Text(GgmlNative.ggml_backend_dev_description(device)),
            GgmlNative.ggml_backend_dev_type(device) == Gpu,
            (long)free,
            (long)total);
    }

    private static string Name(nint device) => LlamaLibrary.Text(GgmlNative.ggml_backend_dev_name(device));
}
