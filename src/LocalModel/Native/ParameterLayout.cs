using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace SKReasoning.LocalModel.Native;

/// <summary>Where a release of llama.cpp keeps the members of llama_model_params and llama_context_params that this binding writes.</summary>
/// <param name="Release">The release, or who ships it.</param>
/// <param name="Kinds">
/// Offset of the context's kinds, from ctx_type to flash_attn_type: releases differ in what stands before them, and nothing else.
/// </param>
/// <param name="Shares">Offset of the model's tensor_split; its flags begin four pointers further on.</param>
/// <param name="Mapping">The model's members that say how a file is read; all zero is into memory of the process.</param>
/// <param name="CheckTensors">Index of check_tensors among the model's flags.</param>
/// <param name="Head">Defaults of the model from split_mode on, as integers.</param>
/// <param name="Flags">Defaults of the model's flags.</param>
internal sealed record ParameterLayout(
    string Release, int Kinds, int Shares, Range Mapping, int CheckTensors, ImmutableArray<int> Head, ImmutableArray<byte> Flags)
{
    private const int SplitMode = 20;

    /// <summary>The layouts that are known, the pinned release's first.</summary>
    public static ImmutableArray<ParameterLayout> Known { get; } =
    [
        new($"llama.cpp {LlamaLibrary.PinnedVersion}", Kinds: 36, Shares: 40, Mapping: 24..28, CheckTensors: 1, [1, -1, 1, 0], [0, 0, 1, 0, 0, 0]),
        new("LLamaSharp 0.30.0", Kinds: 32, Shares: 32, Mapping: 24..28, CheckTensors: 1, [1, 1, 0], [0, 0, 1, 0, 0, 0]),
        new("LLamaSharp 0.28.0", Kinds: 28, Shares: 32, Mapping: 65..66, CheckTensors: 4, [1, 0], [0, 1, 0, 0, 0, 1, 0, 0]),
    ];

    /// <summary>Offset of n_threads and n_threads_batch.</summary>
    public int Threads => Kinds - 8;

    /// <summary>Offset of cb_eval and its data; the cache's types, the abort callback and the flags follow.</summary>
    public int Callbacks => (Kinds + 52 + 7) & ~7;

    /// <summary>Offset of the model's flags.</summary>
    public int ModelFlags => Shares + (4 * sizeof(long));

    /// <summary>The layout that both structures' defaults fit; null where there is none. Never more than one fits.</summary>
    /// <remarks>A wrong one is silent otherwise: the context is created, decoding succeeds and the callback is never called.</remarks>
    public static ParameterLayout? Find(ReadOnlySpan<byte> model, ReadOnlySpan<byte> context)
    {
        foreach (var layout in Known)
        {
            if (layout.FitsModel(model) && layout.FitsContext(context))
            {
                return layout;
            }
        }

        return null;
    }

    private bool FitsModel(ReadOnlySpan<byte> defaults) => Holds(defaults, SplitMode, Head.AsSpan()) && Holds(defaults, ModelFlags, Flags.AsSpan());

    // Sizes; threads; kinds, "unspecified" or "auto" behind the first; factors of RoPE and YaRN, YaRN's context and the threshold of
    // defragmentation; no callback, F16 for both halves of the cache, no callback; flags.
    private bool FitsContext(ReadOnlySpan<byte> defaults)
        => Holds<int>(defaults, 0, [512, 2048, 512, 1])
            && Read(defaults, Threads) > 0 && Read(defaults, Threads + 4) > 0
            && Holds<int>(defaults, Kinds, [0, -1, -1, -1, -1])
            && Holds<float>(defaults, Kinds + 20, [0, 0, -1, -1, -1, -1])
            && Read(defaults, Kinds + 44) == 0 && Holds<float>(defaults, Kinds + 48, [-1])
            && Holds<int>(defaults, Callbacks, [0, 0, 0, 0, 1, 1, 0, 0, 0, 0])
            && Holds<byte>(defaults, Callbacks + 40, [0, 1, 1, 1, 1, 0]);

    private static int Read(ReadOnlySpan<byte> bytes, int offset) => MemoryMarshal.Read<int>(bytes[offset..]);

    private static bool Holds<T>(ReadOnlySpan<byte> bytes, int offset, ReadOnlySpan<T> values)
        where T : unmanaged => bytes[offset..].StartsWith(MemoryMarshal.AsBytes(values));
}
