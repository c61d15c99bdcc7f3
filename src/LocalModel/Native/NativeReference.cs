using System.Runtime.InteropServices;

namespace SKReasoning.LocalModel.Native;

/// <summary>Keeps a native object from being freed while a call uses it, whoever disposes its handle meanwhile.</summary>
internal readonly ref struct NativeReference : IDisposable
{
    private readonly SafeHandle _handle;

    /// <exception cref="ObjectDisposedException">The handle was disposed.</exception>
    public NativeReference(SafeHandle handle)
    {
        var referenced = false;
        handle.DangerousAddRef(ref referenced);
        _handle = handle;
    }

    public void Dispose() => _handle.DangerousRelease();
}
