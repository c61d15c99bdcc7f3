using System.Runtime.InteropServices;

namespace SKReasoning.LocalModel.Native;

/// <summary>The environment that native code reads: on Unix .NET keeps a copy of its own, which getenv does not see.</summary>
internal static unsafe partial class ProcessEnvironment
{
    /// <summary>Sets a variable for native code; texts end with a zero.</summary>
    public static void Set(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        fixed (byte* nameText = name)
        fixed (byte* valueText = value)
        {
            _ = setenv(nameText, valueText, overwrite: 1);
        }
    }

    [LibraryImport("libc")] private static partial int setenv(byte* name, byte* value, int overwrite);
}
