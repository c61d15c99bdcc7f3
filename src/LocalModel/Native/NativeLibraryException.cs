namespace SKReasoning.LocalModel;

/// <summary>The llama.cpp libraries are missing, of another version, or cannot run on this machine.</summary>
/// <remarks>The message names the file, the version that was found and expected, and what to do.</remarks>
public sealed class NativeLibraryException : Exception
{
    /// <summary>Creates the exception.</summary>
    public NativeLibraryException()
    {
    }

    /// <summary>Creates the exception with a message that says what to do.</summary>
    public NativeLibraryException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message that says what to do and the error it comes from.</summary>
    public NativeLibraryException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
