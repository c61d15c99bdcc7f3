using System.Runtime.InteropServices;

namespace SKReasoning.LocalModel.Native;

/// <summary>A native grammar sampler: the state of one grammar over the tokens that were accepted so far. Keeps its model alive.</summary>
internal sealed unsafe class GrammarHandle : SafeHandle
{
    private readonly LlamaModelHandle _model;

    private GrammarHandle(nint handle, LlamaModelHandle model)
        : base(0, ownsHandle: true)
    {
        _model = model;
        SetHandle(handle);
    }

    public override bool IsInvalid => handle == 0;

    public nint Pointer => handle;

    /// <exception cref="ArgumentException">llama.cpp cannot parse the grammar.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public static GrammarHandle Create(LlamaModelHandle model, nint vocab, string grammar)
    {
        NativeLog.TakeProblems();
        return Hold(model, () =>
        {
            fixed (byte* text = LlamaLibrary.Utf8(grammar))
            fixed (byte* root = "root\0"u8)
            {
                return LlamaNative.llama_sampler_init_grammar(vocab, text, root);
            }
        }) ?? throw new ArgumentException($"llama.cpp cannot parse the grammar: {NativeLog.TakeProblems()}\n{grammar}", nameof(grammar));
    }

    public GrammarHandle Clone()
        => Hold(_model, () => LlamaNative.llama_sampler_clone(handle)) ?? throw new InvalidOperationException("llama.cpp cannot copy the state of a grammar.");

    protected override bool ReleaseHandle()
    {
        LlamaNative.llama_sampler_free(handle);
        _model.DangerousRelease();
        return true;
    }

    // The sampler refers to the vocabulary, which is a part of the model.
    private static GrammarHandle? Hold(LlamaModelHandle model, Func<nint> create)
    {
        var referenced = false;
        model.DangerousAddRef(ref referenced);
        var created = new GrammarHandle(create(), model);
        if (!created.IsInvalid)
        {
            return created;
        }

        model.DangerousRelease();
        return null;
    }
}
