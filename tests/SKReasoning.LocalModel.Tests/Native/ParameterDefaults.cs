using System.Runtime.InteropServices;
using SKReasoning.LocalModel.Native;

namespace SKReasoning.LocalModel.Tests.Native;

/// <summary>What llama_model_default_params and llama_context_default_params of some releases return, written member by member.</summary>
internal static class ParameterDefaults
{
    /// <summary>144 bytes: no output limits, so that threads follow the sequences of recurrent models at once.</summary>
    public static byte[] LLamaSharp028Context => Context([512, 2048, 512, 1, 0, 4, 4], callbacksAt: 80);

    /// <summary>152 bytes: one output limit before the threads.</summary>
    public static byte[] LLamaSharp030Context => Context([512, 2048, 512, 1, 0, 0, 4, 4], callbacksAt: 88);

    /// <summary>160 bytes: two output limits before the threads.</summary>
    public static byte[] PinnedContext => Context([512, 2048, 512, 1, 0, 0, 1, 4, 4], callbacksAt: 88);

    /// <summary>72 bytes: main_gpu, tensor_split, and eight flags with use_mmap among them.</summary>
    public static byte[] LLamaSharp028Model => Model([-1, 1, 0, 0], flagsAt: 64, [0, 1, 0, 0, 0, 1, 0, 0]);

    /// <summary>72 bytes: load_mode before main_gpu, and six flags.</summary>
    public static byte[] LLamaSharp030Model => Model([-1, 1, 1, 0], flagsAt: 64, [0, 0, 1, 0, 0, 0]);

    /// <summary>80 bytes: load_mode and lazy_mode before main_gpu, and six flags.</summary>
    public static byte[] PinnedModel => Model([-1, 1, -1, 1, 0], flagsAt: 72, [0, 0, 1, 0, 0, 0]);

    /// <summary>The defaults as the binding gets them.</summary>
    public static ParameterBlock Block(byte[] defaults) => MemoryMarshal.Read<ParameterBlock>(defaults);

    private static byte[] Context(ReadOnlySpan<int> head, int callbacksAt)
    {
        var defaults = new byte[512];
        Write(defaults, 0, head);
        var kinds = head.Length * sizeof(int);
        Write<int>(defaults, kinds, [0, -1, -1, -1, -1]);
        Write<float>(defaults, kinds + 20, [0, 0, -1, -1, -1, -1]);
        Write<float>(defaults, kinds + 48, [-1]);
        Write<int>(defaults, callbacksAt + 16, [1, 1]);
        Write<byte>(defaults, callbacksAt + 40, [0, 1, 1, 1, 1, 0]);
        return defaults;
    }

    private static byte[] Model(ReadOnlySpan<int> numbers, int flagsAt, ReadOnlySpan<byte> flags)
    {
        var defaults = new byte[512];
        Write(defaults, 16, numbers);
        Write(defaults, flagsAt, flags);
        return defaults;
    }

    private static void Write<T>(byte[] bytes, int offset, ReadOnlySpan<T> values)
        where T : unmanaged => MemoryMarshal.AsBytes(values).CopyTo(bytes.AsSpan(offset));
}
