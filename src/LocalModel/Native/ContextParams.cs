namespace SKReasoning.LocalModel.Native;

/// <summary>llama_context_params in the layout of the library at hand; what is not named here keeps the library's default.</summary>
internal sealed unsafe class ContextParams(ParameterBlock defaults, ParameterLayout layout)
{
    private ParameterBlock _native = defaults;

    /// <summary>The defaults of the library that is loaded.</summary>
    public static ContextParams Default() => new(LlamaNative.llama_context_default_params(), LlamaLibrary.Layout);

    public ref readonly ParameterBlock Native => ref _native;

    public ref uint ContextSize => ref _native.Member<uint>(0);

    public ref uint BatchSize => ref _native.Member<uint>(4);

    public ref uint MicroBatchSize => ref _native.Member<uint>(8);

    public ref uint Sequences => ref _native.Member<uint>(12);

    public ref int Threads => ref _native.Member<int>(layout.Threads);

    public ref int BatchThreads => ref _native.Member<int>(layout.Threads + 4);

    public ref int FlashAttention => ref _native.Member<int>(layout.Kinds + 16);

    public ref int KeyType => ref _native.Member<int>(layout.Callbacks + 16);

    public ref int ValueType => ref _native.Member<int>(layout.Callbacks + 20);

    public ref bool OffloadsOperations => ref _native.Member<bool>(layout.Callbacks + 43);

    public ref bool HasFullSlidingWindow => ref _native.Member<bool>(layout.Callbacks + 44);

    public ref bool HasUnifiedCache => ref _native.Member<bool>(layout.Callbacks + 45);

    public void SetEvalCallback(delegate* unmanaged[Cdecl]<Tensor*, byte, void*, byte> callback, void* data) => SetCallback(layout.Callbacks, callback, data);

    public void SetAbortCallback(delegate* unmanaged[Cdecl]<void*, byte> callback, void* data) => SetCallback(layout.Callbacks + 24, callback, data);

    private void SetCallback(int offset, void* callback, void* data)
    {
        _native.Member<nint>(offset) = (nint)callback;
        _native.Member<nint>(offset + sizeof(nint)) = (nint)data;
    }
}
