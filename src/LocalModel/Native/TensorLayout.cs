namespace SKReasoning.LocalModel.Native;

/// <summary>Checks that the loaded library lays ggml_tensor out as capture and steering expect.</summary>
internal static unsafe class TensorLayout
{
    /// <summary>Whether the members of a new tensor stand where <see cref="Tensor"/> expects them.</summary>
    /// <remarks>Thread-safe; costs microseconds.</remarks>
    public static bool IsAsExpected()
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
}
