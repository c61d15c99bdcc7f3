using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace SKReasoning.LocalModel.Native;

/// <summary>A parameter structure of llama.cpp as bytes: its members stand elsewhere in other releases.</summary>
/// <remarks>
/// 512 bytes, so that a library with a longer structure cannot write past it, and members that we do not know keep the library's
/// defaults. Returned through a hidden pointer and passed by value, as the C structures are.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ParameterBlock
{
    private const int Words = 64;

    private fixed long _words[Words];

    [UnscopedRef]
    public Span<byte> Bytes => MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref _words[0], Words));

    [UnscopedRef]
    public ref T Member<T>(int offset)
        where T : unmanaged => ref MemoryMarshal.AsRef<T>(Bytes[offset..]);
}
