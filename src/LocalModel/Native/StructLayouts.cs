using System.Runtime.InteropServices;

namespace SKReasoning.LocalModel.Native;

/// <summary>Checks that the loaded library lays its structures out as this binding expects, from the defaults that it returns.</summary>
/// <remarks>A wrong offset is silent otherwise: the context is created, decoding succeeds and the callback is never called.</remarks>
internal static unsafe class StructLayouts
{
    /// <summary>Names the first structure whose layout differs, or null where all are as expected.</summary>
    /// <remarks>Thread-safe; costs microseconds.</remarks>
    public static string? FirstMismatch()
    {
        var model = LlamaNative.llama_model_default_params();
        if (!ModelParamsMatch(Bytes(ref model)))
        {
            return "llama_model_params";
        }

        var context = LlamaNative.llama_context_default_params();
        if (!ContextParamsMatch(Bytes(ref context)))
        {
            return "llama_context_params";
        }

        return TensorMatches() ? null : "ggml_tensor";
    }

    /// <summary>Whether the defaults are those of llama_model_params v0.5.0: load mode, lazy mode and the six flags stand where expected.</summary>
    internal static bool ModelParamsMatch(ReadOnlySpan<byte> defaults)
        => Int(defaults, 24) == -1 && Int(defaults, 28) == 1 && defaults[72] == 0 && defaults[73] == 0 && defaults[74] == 1;

    /// <summary>
    /// Whether the defaults are those of llama_context_params v0.5.0: sizes first, then the block of attention and RoPE defaults
    /// from offset 36, then the six flags at offset 128.
    /// </summary>
    internal static bool ContextParamsMatch(ReadOnlySpan<byte> defaults)
    {
        ReadOnlySpan<int> sizes = [512, 2048, 512, 1];
        for (var i = 0; i < sizes.Length; i++)
        {
            if (Int(defaults, 4 * i) != sizes[i])
            {
                return false;
            }
        }

        // ctx_type, then rope, pooling, attention and flash-attention type all "unspecified" or "auto".
        ReadOnlySpan<int> kinds = [0, -1, -1, -1, -1];
        for (var i = 0; i < kinds.Length; i++)
        {
            if (Int(defaults, 36 + (4 * i)) != kinds[i])
            {
                return false;
            }
        }

        // rope base and scale, four YaRN factors, YaRN context, defragmentation threshold.
        ReadOnlySpan<float> factors = [0, 0, -1, -1, -1, -1];
        for (var i = 0; i < factors.Length; i++)
        {
            if (Float(defaults, 56 + (4 * i)) != factors[i])
            {
                return false;
            }
        }

        return Int(defaults, 80) == 0 && Float(defaults, 84) == -1f
            && defaults.Slice(128, 6).SequenceEqual((ReadOnlySpan<byte>)[0, 1, 1, 1, 1, 0]);
    }

    private static bool TensorMatches()
    {
        var context = GgmlNative.ggml_init(new InitParams { MemorySize = 64 * 1024 });
        if (context == 0)
        {
            return false;
        }

        try
        {
            var tensor = GgmlNative.ggml_new_tensor_4d(context, type: 0, 3, 5, 7, 11);
            fixed (byte* name = "self-test\0"u8)
            {
                GgmlNative.ggml_set_name(tensor, name);
            }

            return tensor->Type == 0 && tensor->Op == 0 && tensor->Source0 == null && tensor->ViewSource == null && tensor->Data != null
                && tensor->Ne[0] == 3 && tensor->Ne[1] == 5 && tensor->Ne[2] == 7 && tensor->Ne[3] == 11
                && tensor->Nb[0] == 4 && tensor->Nb[1] == 12 && tensor->Nb[2] == 60 && tensor->Nb[3] == 420
                && GgmlNative.ggml_nbytes(tensor) == 4 * 3 * 5 * 7 * 11
                && tensor->Name == GgmlNative.ggml_get_name(tensor)
                && LlamaLibrary.Text(tensor->Name) == "self-test";
        }
        finally
        {
            GgmlNative.ggml_free(context);
        }
    }

    private static ReadOnlySpan<byte> Bytes<T>(ref T value)
        where T : unmanaged => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(ref value));

    private static int Int(ReadOnlySpan<byte> bytes, int offset) => MemoryMarshal.Read<int>(bytes[offset..]);

    private static float Float(ReadOnlySpan<byte> bytes, int offset) => MemoryMarshal.Read<float>(bytes[offset..]);
}
