namespace SKReasoning.LocalModel.Native;

/// <summary>llama_model_params in the layout of the library at hand; what is not named here keeps the library's default.</summary>
internal sealed unsafe class ModelParams(ParameterBlock defaults, ParameterLayout layout)
{
    private ParameterBlock _native = defaults;

    /// <summary>The defaults of the library that is loaded.</summary>
    public static ModelParams Default() => new(LlamaNative.llama_model_default_params(), LlamaLibrary.Layout);

    public ref readonly ParameterBlock Native => ref _native;

    public ref int GpuLayers => ref _native.Member<int>(16);

    public ref bool ChecksTensors => ref _native.Member<bool>(layout.ModelFlags + layout.CheckTensors);

    /// <summary>GPUs that take layers; ends with a zero.</summary>
    public void SetDevices(nint* devices) => _native.Member<nint>(0) = (nint)devices;

    /// <summary>Each GPU's share of the layers; as many as llama_max_devices.</summary>
    public void SetShares(float* shares) => _native.Member<nint>(layout.Shares) = (nint)shares;

    /// <summary>Has the file read into memory instead of mapped: a mapped file that shrinks while in use ends the process with SIGBUS.</summary>
    public void ReadIntoMemory() => _native.Bytes[layout.Mapping].Clear();
}
