using System.Runtime.InteropServices;

namespace SKReasoning.LocalModel.Native;

/// <summary>A native grammar sampler: the state of one grammar over the tokens that were accepted so far.</summary>
internal sealed unsafe class GrammarHandle : SafeHandle
{
    private GrammarHandle(nint handle)
        : base(0, ownsHandle: true) => SetHandle(handle);

    public override bool IsInvalid => handle == 0;

    public nint Pointer => handle;

    /// <exception cref="ArgumentException">llama.cpp cannot parse the grammar.</exception>
    public static GrammarHandle Create(nint vocab, string grammar)
    {
        NativeLog.TakeProblems();
        fixed (byte* text = LlamaLibrary.Utf8(grammar))
        fixed (byte* root = "root\0"u8)
        {
            var created = new GrammarHandle(LlamaNative.llama_sampler_init_grammar(vocab, text, root));
            return created.IsInvalid
                ? throw new ArgumentException($"llama.cpp cannot parse the grammar: {NativeLog.TakeProblems()}\n{grammar}", nameof(grammar))
                : created;
        }
    }

    public GrammarHandle Clone() => new(LlamaNative.llama_sampler_clone(handle));

    protected override bool ReleaseHandle()
    {
        LlamaNative.llama_sampler_free(handle);
        return true;
    }
}
